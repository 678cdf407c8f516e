// For tests: a folder with a ledger and a register of settlements, and a clock that the test sets.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include "base/check.h"
#include "ledger/ledger.h"
#include "royalty/disputes.h"
#include "royalty/posting.h"
#include "royalty/register.h"
#include "royalty/test_settlement.h"

namespace tributary::royalty {

inline constexpr std::int64_t kStart_ms = 1'790'000'000'000;
inline constexpr std::int64_t kOneDay_ms = 86'400'000;

class Books {
 public:
  Books() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tributary-royalty-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  Books(const Books&) = delete;
  Books& operator=(const Books&) = delete;
  ~Books() { std::filesystem::remove_all(folder_); }

  base::Clock clock() {
    return [this] { return now_ms_; };
  }

  ledger::Ledger ledger() {
    auto opened = ledger::Ledger::open(folder_ / "ledger.db", db::Connection::Mode::kCreate, clock());
    TRIBUTARY_CHECK(opened.ok());
    return std::move(opened).value();
  }

  Register settlements() {
    auto opened = Register::open(folder_ / "settlements.db", db::Connection::Mode::kCreate);
    TRIBUTARY_CHECK(opened.ok());
    return std::move(opened).value();
  }

  // Credits less debits of an account, posted and pending.
  static std::int64_t posted(ledger::Ledger& ledger, const std::string& name, const std::string& currency = "EUR") {
    const auto account = ledger.find_account(currency, name).value();
    return account ? account->balance.credits_posted - account->balance.debits_posted : 0;
  }
  static std::int64_t pending(ledger::Ledger& ledger, const std::string& name, const std::string& currency = "EUR") {
    const auto account = ledger.find_account(currency, name).value();
    return account ? account->balance.credits_pending - account->balance.debits_pending : 0;
  }

  static std::string problems(ledger::Ledger& ledger) {
    const auto check = ledger.check();
    if (!check) return check.error().message;
    return check->problems.empty() ? "" : check->problems.front().place + ": " + check->problems.front().reason;
  }

  std::filesystem::path folder_;
  std::int64_t now_ms_ = kStart_ms;
};

// 100.00 EUR: Anna gets 30.01 for r1 and 9.99 for r2, Bea 20.00 for r2; 40.00 are unattributed.
inline Allocation small_allocation(const std::string& id = "2026-Q1") {
  Allocation allocation;
  allocation.settlement_id = id;
  allocation.policy_name = "simple";
  allocation.policy_sha256 = std::string(64, '1');
  allocation.lines_sha256 = std::string(64, '2');
  const auto total = [](Payee payee, const std::string& party, std::optional<Right> right, std::int64_t minor,
                        std::vector<AssetPart> parts) {
    return PayeeTotal{payee, party, right, {minor, euro()}, {minor, 0}, std::move(parts)};
  };
  allocation.currencies = {{{10'000, euro()},
                            {total(Payee::kParty, "Anna", Right::kMaster, 4'000, {{"r1", 3'001}, {"r2", 999}}),
                             total(Payee::kParty, "Bea", Right::kMaster, 2'000, {{"r2", 2'000}}),
                             total(Payee::kUnattributed, "", std::nullopt, 4'000, {})}}};
  return allocation;
}

}  // namespace tributary::royalty
