#include "report/ledger_table.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

#include <fmt/core.h>

#include "report/display_text.h"

namespace tributary::report {
namespace {

constexpr int kKindColumns = 12;
constexpr int kAmountColumns = 20;
constexpr int kTimeColumns = 16;
constexpr int kNarrowestColumns = 72;

std::string counted(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// Two sums of one currency against each other: "12.30 EUR debit". Never too large: both are >= 0.
std::string net(std::int64_t debits, std::int64_t credits, const Currency& currency) {
  if (debits == credits) return to_string(Money{0, currency});
  const bool debit = debits > credits;
  return fmt::format("{} {}", to_string(Money{debit ? debits - credits : credits - debits, currency}),
                     debit ? "Dr" : "Cr");
}

// "2026-11-25 22:02", in UTC, by the civil calendar: a day count from 0000-03-01 puts the leap day last.
std::string minute_of(std::int64_t time_ms) {
  constexpr std::int64_t kMinute_ms = 60'000;
  constexpr std::int64_t kDayMinutes = 1440;
  constexpr std::int64_t kEraDays = 146'097;
  const std::int64_t minutes = (time_ms - (time_ms % kMinute_ms + kMinute_ms) % kMinute_ms) / kMinute_ms;
  const std::int64_t of_day = (minutes % kDayMinutes + kDayMinutes) % kDayMinutes;
  const std::int64_t days = (minutes - of_day) / kDayMinutes + 719'468;
  const std::int64_t of_era = (days % kEraDays + kEraDays) % kEraDays;
  const std::int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * of_year + 2) / 153;
  const std::int64_t day = of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const std::int64_t year = year_of_era + (days - of_era) / kEraDays * 400 + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", year, month, day, of_day / 60, of_day % 60);
}

std::string line(std::string_view name, std::string_view value) {
  return fmt::format("{:<9} {}\n", name, printable(value));
}

std::string transfer_line(const JournalEntry& entry, AccountId account_id, int reference_columns) {
  const Transfer& transfer = entry.transfer;
  const bool debit = transfer.debit == account_id;
  return fmt::format("{}  {}  {:>{}}  {}  {}\n", minute_of(entry.time_ms), fitted(name_of(transfer.kind), kKindColumns),
                     net(debit ? transfer.amount_minor : 0, debit ? 0 : transfer.amount_minor, transfer.currency),
                     kAmountColumns, fitted(fmt::format("{}", debit ? transfer.credit : transfer.debit), 8),
                     fitted(printable(transfer.reference), reference_columns));
}

}  // namespace

std::string accounts_table(const std::vector<Account>& accounts, const Terminal& terminal) {
  const int name_columns = std::max(terminal.columns, kNarrowestColumns) - kKindColumns - 2 * kAmountColumns - 6;
  std::string text =
      painted(fmt::format("{}  {}  {:>{}}  {:>{}}", fitted("account", name_columns), fitted("kind", kKindColumns),
                          "balance", kAmountColumns, "held", kAmountColumns),
              Colour::kBold, terminal) +
      "\n";
  for (const Account& account : accounts) {
    const Balance& balance = account.balance;
    const Currency& currency = account.opened.currency;
    text += fmt::format("{}  {}  {:>{}}  {:>{}}\n", fitted(printable(account.opened.name), name_columns),
                        fitted(name_of(account.opened.kind), kKindColumns),
                        net(balance.debits_posted, balance.credits_posted, currency), kAmountColumns,
                        net(balance.debits_pending, balance.credits_pending, currency), kAmountColumns);
  }
  return text + counted(std::ssize(accounts), "account") + "\n";
}

std::string account_sheet(const Account& account, const std::vector<JournalEntry>& latest, const Terminal& terminal) {
  const Balance& balance = account.balance;
  const Currency& currency = account.opened.currency;
  std::string text = line("account", account.opened.name) + line("number", fmt::format("{}", account.account_id)) +
                     line("kind", name_of(account.opened.kind)) + line("limit", name_of(account.opened.limit)) +
                     line("opened", minute_of(account.opened_ms) + " UTC") +
                     line("balance", net(balance.debits_posted, balance.credits_posted, currency)) +
                     line("debits", to_string(Money{balance.debits_posted, currency})) +
                     line("credits", to_string(Money{balance.credits_posted, currency})) +
                     line("held", fmt::format("{} out, {} in", to_string(Money{balance.debits_pending, currency}),
                                              to_string(Money{balance.credits_pending, currency})));
  if (latest.empty()) return text;
  const int reference_columns =
      std::max(terminal.columns, kNarrowestColumns) - kTimeColumns - kKindColumns - kAmountColumns - 8 - 8;
  text += "\n" +
          painted(fmt::format("{}  {}  {:>{}}  {}  {}", fitted("time (UTC)", kTimeColumns),
                              fitted("kind", kKindColumns), "amount", kAmountColumns, fitted("other", 8), "reference"),
                  Colour::kBold, terminal) +
          "\n";
  for (const JournalEntry& entry : latest) text += transfer_line(entry, account.account_id, reference_columns);
  return text;
}

std::string ledger_check_summary(const LedgerCheck& check, const Terminal& terminal) {
  const std::int64_t problems = std::ssize(check.problems) + check.further_problems;
  const std::string accruals = check.accruals == 0 ? "" : fmt::format(" and {}", counted(check.accruals, "accrual"));
  std::string text =
      fmt::format("Checked {}{} {}{}, {} open: {}.\n", counted(check.accounts, "account"),
                  accruals.empty() ? " and" : ",", counted(check.transfers, "transfer"), accruals,
                  counted(check.open_holds, "hold"), problems == 0 ? "sound" : counted(problems, "problem"));
  for (const CurrencyTotal& total : check.totals)
    text += fmt::format("  {}: debits {}, credits {}, held {}\n", total.currency.code(),
                        to_string(Money{total.balance.debits_posted, total.currency}),
                        to_string(Money{total.balance.credits_posted, total.currency}),
                        to_string(Money{total.balance.debits_pending, total.currency}));
  text += fmt::format("The journal has {} entries, hash {}.\n", check.head.entries, check.head.hash);
  if (problems == 0) return text;
  text += painted(fmt::format("Problems ({}):", problems), Colour::kRed, terminal) + "\n";
  for (const Finding& finding : check.problems)
    text += fmt::format("  {}: {}\n", printable(finding.place), printable(finding.reason));
  if (check.further_problems > 0) text += fmt::format("  and {} more\n", check.further_problems);
  return text;
}

}  // namespace tributary::report
