#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/open_ledger.h"
#include "report/ledger_json.h"
#include "report/ledger_table.h"

namespace tributary::cli {
namespace {

// Everything read before anything is printed: an error leaves no half of an answer.
struct Shown {
  std::vector<Account> accounts;
  std::vector<std::vector<JournalEntry>> latest;  // of each account, where one was named
};

// The accounts with that name in any currency, or with that number.
std::vector<Account> named(const std::vector<Account>& accounts, const std::string& name) {
  std::vector<Account> found;
  std::copy_if(accounts.begin(), accounts.end(), std::back_inserter(found), [&](const Account& account) {
    return account.opened.name == name || fmt::format("{}", account.account_id) == name;
  });
  return found;
}

Result<Shown> read(const Invocation& invocation, const std::string& name, std::size_t last) {
  TRIBUTARY_ASSIGN(ledger::Ledger ledger, open_ledger(invocation));
  Shown shown;
  TRIBUTARY_ASSIGN(shown.accounts, ledger.accounts());
  if (name.empty()) return shown;
  shown.accounts = named(shown.accounts, name);
  if (shown.accounts.empty()) return Error{ErrorCode::kNotFound, name + ": the ledger holds no such account"};
  for (const Account& account : shown.accounts) {
    TRIBUTARY_ASSIGN(auto latest, ledger.latest_transfers(account.account_id, last));
    shown.latest.push_back(std::move(latest));
  }
  return shown;
}

void run(Invocation& invocation, const std::string& name, std::size_t last) {
  const auto shown = read(invocation, name, last);
  if (!shown) return invocation.fail(shown.error());
  if (!invocation.json && name.empty())
    return invocation.print(report::accounts_table(shown->accounts, invocation.terminal()));
  for (std::size_t i = 0; i < shown->accounts.size(); ++i) {
    const std::vector<JournalEntry> latest = name.empty() ? std::vector<JournalEntry>() : shown->latest[i];
    if (!invocation.json) {
      invocation.print(report::account_sheet(shown->accounts[i], latest, invocation.terminal()));
      continue;
    }
    invocation.print(report::to_json_line(shown->accounts[i]));
    for (const JournalEntry& entry : latest) invocation.print(report::to_json_line(entry));
  }
}

}  // namespace

void add_ledger_show(CLI::App& ledger, Invocation& invocation) {
  CLI::App* verb = ledger.add_subcommand("show", "List the accounts, or show one with its latest transfers");
  verb->footer("A balance is debits against credits: Cr is owed to the account's holder, Dr is owed by it.");
  const auto name = std::make_shared<std::string>();
  const auto last = std::make_shared<std::size_t>(20);
  verb->add_option("account", *name, "An account's name, in any currency, or its number")->type_name("ACCOUNT");
  verb->add_option("--last", *last, "How many of its transfers to show")->capture_default_str()->type_name("N");
  verb->callback([&invocation, name, last] { run(invocation, *name, *last); });
}

}  // namespace tributary::cli
