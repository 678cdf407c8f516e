// For tests: a folder of ledger files, a clock that the test sets, and short words for transfers.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "db/connection.h"
#include "ledger/ledger.h"

namespace tributary::ledger {

inline constexpr std::int64_t kStart_ms = 1'790'000'000'000;

inline Currency euro() { return currency_of("EUR").value(); }
inline Currency yen() { return currency_of("JPY").value(); }

inline Transfer transfer(std::uint64_t id, AccountId debit, AccountId credit, std::int64_t amount_minor,
                         const Currency& currency = euro()) {
  Transfer made;
  made.id = {0xabc, id};
  made.debit = debit;
  made.credit = credit;
  made.amount_minor = amount_minor;
  made.currency = currency;
  made.code = 7;
  made.reference = "line " + std::to_string(id);
  return made;
}

inline Transfer hold(std::uint64_t id, AccountId debit, AccountId credit, std::int64_t amount_minor,
                     std::int64_t hold_s = 0) {
  Transfer made = transfer(id, debit, credit, amount_minor);
  made.kind = TransferKind::kPending;
  made.hold_s = hold_s;
  return made;
}

// Posts, voids or reverses; an amount of 0 is all of it.
inline Transfer settle(std::uint64_t id, TransferKind kind, std::uint64_t target, std::int64_t amount_minor = 0,
                       const Currency& currency = euro()) {
  Transfer made = transfer(id, 0, 0, amount_minor, currency);
  made.kind = kind;
  made.target = {0xabc, target};
  return made;
}

inline Transfer linked(Transfer made) {
  made.linked = true;
  return made;
}

class LedgerFolder {
 public:
  LedgerFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tributary-ledger-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  LedgerFolder(const LedgerFolder&) = delete;
  LedgerFolder& operator=(const LedgerFolder&) = delete;
  ~LedgerFolder() { std::filesystem::remove_all(folder_); }

  std::filesystem::path file(const std::string& name = "ledger.db") const { return folder_ / name; }

  Ledger open(const std::string& name = "ledger.db") {
    auto opened = Ledger::open(file(name), db::Connection::Mode::kCreate, [this] { return now_ms_; });
    TRIBUTARY_CHECK(opened.ok());
    return std::move(opened).value();
  }

  static AccountId account(Ledger& ledger, const std::string& name, AccountKind kind = AccountKind::kParty,
                           BalanceLimit limit = BalanceLimit::kNone, const Currency& currency = euro()) {
    const std::vector<NewAccount> opened{{name, currency, kind, limit}};
    const auto ids = ledger.open_accounts(opened);
    TRIBUTARY_CHECK(ids.ok());
    return ids->front();
  }

  static PostReport post(Ledger& ledger, std::initializer_list<Transfer> transfers) {
    const auto report = ledger.post(std::vector<Transfer>(transfers));
    TRIBUTARY_CHECK(report.ok());
    return *report;
  }

  // The reason for which a transfer alone is refused; what is wrong with the report where it is not.
  static std::string refusal(Ledger& ledger, const Transfer& refused) {
    const PostReport report = post(ledger, {refused});
    if (report.refused.size() != 1 || report.posted + report.repeated != 0) return "not refused";
    return report.refused.front().error.message;
  }

  static Balance balance(Ledger& ledger, const std::string& name, const Currency& currency = euro()) {
    return ledger.find_account(currency.code(), name).value().value().balance;
  }

  // Everything that a check objects to, one line each.
  static std::string problems(Ledger& ledger) {
    const auto check = ledger.check();
    if (!check) return "error: " + check.error().message;
    std::string lines;
    for (const Finding& finding : check->problems) lines += finding.place + ": " + finding.reason + "\n";
    return lines;
  }

  // Posts the whole journal of one ledger into another, as it was posted, and gives the hash.
  std::string replay(Ledger& from, const std::string& into) {
    Ledger copy = open(into);
    std::vector<Account> accounts = from.accounts().value();
    std::sort(accounts.begin(), accounts.end(),
              [](const Account& a, const Account& b) { return a.account_id < b.account_id; });
    auto next_account = accounts.begin();
    std::vector<Transfer> transfers;
    const auto flush = [&] { TRIBUTARY_CHECK(copy.post(std::exchange(transfers, {})).ok()); };
    const auto open_before = [&](std::int64_t entry) {
      for (; next_account != accounts.end() && next_account->account_id < entry; ++next_account) {
        flush();
        now_ms_ = next_account->opened_ms;
        TRIBUTARY_CHECK(copy.open_accounts(std::vector{next_account->opened}).value().front() ==
                        next_account->account_id);
      }
    };
    const auto read = from.each_transfer(1, [&](const JournalEntry& entry) {
      open_before(entry.entry);
      if (entry.time_ms != now_ms_) flush();
      now_ms_ = entry.time_ms;
      // The ledger makes these by itself.
      if (entry.transfer.kind != TransferKind::kExpirePending) transfers.push_back(entry.transfer);
      return true;
    });
    TRIBUTARY_CHECK(read.ok());
    flush();
    open_before(from.head()->entries + 1);
    return copy.head()->hash;
  }

  std::filesystem::path folder_;
  std::int64_t now_ms_ = kStart_ms;
};

}  // namespace tributary::ledger
