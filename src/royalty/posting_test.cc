#include "royalty/posting.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "royalty/random_settlement.h"
#include "royalty/test_books.h"

namespace tributary::royalty {
namespace {

using ::testing::HasSubstr;

class PostingTest : public ::testing::Test, protected Books {
 protected:
  Result<PostedSettlement> post_once(const Allocation& allocation, std::int32_t hold_days = 0) {
    return post(allocation, hold_days, register_, ledger_, clock());
  }

  Register register_ = settlements();
  ledger::Ledger ledger_ = ledger();
};

TEST_F(PostingTest, BringsEveryoneTheirMoney) {
  const auto posted_settlement = post_once(small_allocation());
  ASSERT_TRUE(posted_settlement.ok()) << posted_settlement.error().message;
  EXPECT_EQ(posted_settlement->transfers, 4);
  EXPECT_FALSE(posted_settlement->repeated);
  EXPECT_EQ(posted_settlement->release_ms, 0);
  EXPECT_EQ(posted(ledger_, "party/Anna"), 4'000);
  EXPECT_EQ(posted(ledger_, "party/Bea"), 2'000);
  EXPECT_EQ(posted(ledger_, "unattributed"), 4'000);
  EXPECT_EQ(posted(ledger_, "settlement/2026-Q1"), 0);
  EXPECT_EQ(posted(ledger_, "clearing"), -10'000);
  EXPECT_EQ(problems(ledger_), "");
  EXPECT_TRUE(register_.settlements()->front().posted);
}

TEST_F(PostingTest, IsHarmlessAgainAndRefusesOtherContent) {
  ASSERT_TRUE(post_once(small_allocation()).ok());
  const LedgerHead head = ledger_.head().value();
  EXPECT_TRUE(post_once(small_allocation())->repeated);
  EXPECT_EQ(ledger_.head().value(), head);
  Allocation changed = small_allocation();
  changed.lines_sha256 = std::string(64, '3');
  EXPECT_EQ(post_once(changed).error().code, ErrorCode::kConflict);
  changed = small_allocation();
  changed.policy_sha256 = std::string(64, '3');
  EXPECT_THAT(post_once(changed).error().message, HasSubstr("was made before from other inputs"));
  EXPECT_EQ(ledger_.head().value(), head);
}

TEST_F(PostingTest, RefusesOtherContentByTheLedgerAlone) {
  ASSERT_TRUE(post_once(small_allocation()).ok());
  std::filesystem::rename(folder_ / "settlements.db", folder_ / "lost.db");
  Register empty = settlements();
  Allocation changed = small_allocation();
  changed.lines_sha256 = std::string(64, '3');
  EXPECT_EQ(post(changed, 0, empty, ledger_, clock()).error().code, ErrorCode::kConflict);
}

TEST_F(PostingTest, HoldsWhatPartiesGetUntilItsDay) {
  const auto posted_settlement = post_once(small_allocation(), 30);
  EXPECT_EQ(posted_settlement->release_ms, kStart_ms + 30 * kOneDay_ms);
  EXPECT_EQ(posted(ledger_, "party/Anna"), 0);
  EXPECT_EQ(pending(ledger_, "party/Anna"), 4'000);
  EXPECT_EQ(posted(ledger_, "unattributed"), 4'000);
  now_ms_ += 30 * kOneDay_ms - 1;
  EXPECT_EQ(release(register_, ledger_, clock()).value(), 0);
  EXPECT_TRUE(post_once(small_allocation(), 30)->repeated);
  now_ms_ += 1;
  EXPECT_EQ(release(register_, ledger_, clock()).value(), 2);
  EXPECT_EQ(release(register_, ledger_, clock()).value(), 0);
  EXPECT_EQ(posted(ledger_, "party/Anna"), 4'000);
  EXPECT_EQ(pending(ledger_, "party/Anna"), 0);
  EXPECT_EQ(problems(ledger_), "");
}

TEST_F(PostingTest, ReleasesWhatACrashLeftInBetween) {
  ASSERT_TRUE(post_once(small_allocation(), 1).ok());
  now_ms_ += kOneDay_ms;
  std::vector<Payment> due = register_.payments_due(now_ms_, 10).value();
  due.front().state = PaymentState::kReleasing;
  ASSERT_TRUE(register_.write(due.front()).ok());
  ASSERT_TRUE(complete_release(register_, ledger_).ok());
  EXPECT_EQ(register_.payments_due(now_ms_, 10)->size(), 1U);
  EXPECT_EQ(posted(ledger_, "party/Anna") + posted(ledger_, "party/Bea"), due.front().amount_minor);
}

TEST_F(PostingTest, TakesBackWhatACorrectionSays) {
  Allocation correction = small_allocation();
  correction.currencies[0].received.minor = -4'000;
  correction.currencies[0].totals = {correction.currencies[0].totals[0]};
  correction.currencies[0].totals[0].amount.minor = -4'000;
  correction.currencies[0].totals[0].parts = {{"r1", -4'000}};
  ASSERT_TRUE(post_once(correction, 30).ok());
  EXPECT_EQ(posted(ledger_, "party/Anna"), -4'000);
  EXPECT_EQ(posted(ledger_, "clearing"), 4'000);
}

TEST_F(PostingTest, SaysWhichAccountCannotBeOpened) {
  Allocation allocation = small_allocation();
  allocation.currencies[0].totals[0].party_id = std::string(300, 'x');
  EXPECT_THAT(post_once(allocation).error().message, HasSubstr("a name has 1 to 200 bytes"));
}

TEST_F(PostingTest, KeepsTheBooksBalancedWhateverIsSettled) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Settled settled = RandomSettlement(seed).run(1);
    const auto done = post_once(settled.allocation, seed % 2 == 0 ? 30 : 0);
    ASSERT_TRUE(done.ok()) << done.error().message;
    for (const std::string currency : {"EUR", "JPY"})
      EXPECT_EQ(posted(ledger_, settlement_account(settled.allocation.settlement_id), currency) +
                    pending(ledger_, settlement_account(settled.allocation.settlement_id), currency),
                0)
          << seed;
  }
  now_ms_ += 30 * kOneDay_ms;
  ASSERT_TRUE(release(register_, ledger_, clock()).ok());
  EXPECT_EQ(problems(ledger_), "");
}

// A settlement of many parties, posted by processes that are killed again and again.
TEST_F(PostingTest, SurvivesBeingKilledWhilePosting) {
  Allocation allocation = small_allocation();
  auto& totals = allocation.currencies[0].totals;
  totals.clear();
  for (int i = 0; i < 3'000; ++i) {
    const std::string party = "party-" + std::to_string(i);
    totals.push_back({Payee::kParty, party, Right::kMaster, {5, euro()}, {5, 0}, {{"r" + party, 5}}});
  }
  allocation.currencies[0].received.minor = 15'000;
  std::mt19937 random(20'261'126);
  int killed = 0;
  for (int run = 0; run < 40; ++run) {
    const pid_t child = ::fork();
    if (child == 0) {
      Register own_register = settlements();
      ledger::Ledger own_ledger = ledger();
      const bool ok = post(allocation, 30, own_register, own_ledger, clock()).ok();
      ::_exit(ok ? 0 : 1);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 60'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) ++killed;
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    ASSERT_EQ(problems(ledger_), "");
    const std::int64_t held = pending(ledger_, "party/party-0");
    const std::int64_t last = pending(ledger_, "party/party-2999");
    ASSERT_EQ(held, last) << "a part of the settlement is posted";
    ASSERT_EQ(posted(ledger_, "clearing"), held == 0 ? 0 : -15'000);
  }
  EXPECT_GT(killed, 0);
  ASSERT_TRUE(post_once(allocation, 30).ok());
  EXPECT_TRUE(post_once(allocation, 30)->repeated);
  EXPECT_EQ(posted(ledger_, "clearing"), -15'000);
  EXPECT_EQ(pending(ledger_, "settlement/2026-Q1"), -15'000);
}

}  // namespace
}  // namespace tributary::royalty
