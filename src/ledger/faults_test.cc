// Whichever statement fails, a call does all of what it says or nothing, says which file failed, and can be repeated.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/testing/faults.h"
#include "ledger/test_ledger.h"

namespace tributary::ledger {
namespace {

using ::testing::HasSubstr;

class LedgerFaults : public ::testing::Test, protected LedgerFolder {
 protected:
  static NewAccount party(const std::string& name) { return {name, euro(), AccountKind::kParty, BalanceLimit::kNone}; }

  // A bit of everything, each call on its own: the first failure ends it.
  Result<void> everything(const std::string& name) {
    now_ms_ = kStart_ms;
    TRIBUTARY_ASSIGN(Ledger ledger,
                     Ledger::open(file(name), db::Connection::Mode::kCreate, [this] { return now_ms_; }));
    const std::vector<NewAccount> accounts{party("anna"),
                                           {"bank", euro(), AccountKind::kClearing},
                                           {"yen bank", yen(), AccountKind::kClearing},
                                           {"yuki", yen()}};
    TRIBUTARY_ASSIGN(const std::vector<AccountId> ids, ledger.open_accounts(accounts));
    Transfer out = linked(transfer(6, ids[0], ids[1], 10'000));
    out.kind = TransferKind::kExchangeOut;
    out.rate = {16'137, 100};
    out.rate_source = "ECB";
    Transfer in = transfer(7, ids[2], ids[3], 16'137, yen());
    in.kind = TransferKind::kExchangeIn;
    in.target = out.id;
    const std::vector<Transfer> first{transfer(1, ids[1], ids[0], 500), hold(2, ids[1], ids[0], 40, 60),
                                      hold(3, ids[0], ids[1], 90)};
    TRIBUTARY_TRY(ledger.post(first));
    const std::vector<Transfer> second{settle(4, TransferKind::kPostPending, 3, 80),
                                       settle(5, TransferKind::kReversal, 1, 100), out, in, first[0]};
    TRIBUTARY_TRY(ledger.post(second));
    now_ms_ += 60'000;
    Accrual accrual;
    accrual.event = "e";
    accrual.source = accounts[1];
    accrual.parts = {{party("anna"), 1, 400'000'000}, {party("bert"), 0, 600'000'000}};
    TRIBUTARY_TRY(ledger.accrue(accrual));
    TRIBUTARY_TRY(ledger.find_accrual("e"));
    TRIBUTARY_TRY(ledger.expire_holds());
    TRIBUTARY_TRY(ledger.accounts());
    TRIBUTARY_TRY(ledger.find_account("EUR", "anna"));
    TRIBUTARY_TRY(ledger.latest_transfers(ids[0], 2));
    TRIBUTARY_TRY(ledger.head());
    TRIBUTARY_ASSIGN(const LedgerCheck check, ledger.check());
    // A check that could not read something says so as a finding.
    if (!check.problems.empty()) return Error{ErrorCode::kCorrupt, check.problems.front().reason};
    return {};
  }
};

TEST_F(LedgerFaults, LeaveAllOrNothing) {
  ASSERT_TRUE(everything("sound.db").ok());
  const std::string hash = open("sound.db").head()->hash;
  Result<void> done;
  const auto remove = [&] {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file(std::string("ledger.db") + end));
  };
  const std::int64_t faults = db::testing::with_every_fault(
      remove, [&] { done = everything("ledger.db"); },
      [&](std::int64_t statement) {
        EXPECT_THAT(done ? "SQLite" : done.error().message, HasSubstr("SQLite")) << statement;
        Ledger after = open();
        ASSERT_EQ(problems(after), "") << "statement " << statement;
        const auto repeated = everything("ledger.db");
        ASSERT_TRUE(repeated.ok()) << "statement " << statement << ": " << repeated.error().message;
        Ledger whole = open();
        EXPECT_EQ(whole.head()->hash, hash) << "statement " << statement;
      });
  EXPECT_GT(faults, 100);
}

}  // namespace
}  // namespace tributary::ledger
