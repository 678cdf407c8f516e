#include "royalty/disputes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "royalty/dispute_transfers.h"
#include "royalty/posting.h"
#include "royalty/test_books.h"

namespace tributary::royalty {
namespace {

using ::testing::HasSubstr;

const DisputeStatement kClaim{DisputeRole::kClaimant, "Cem", "r2 is my recording"};
const DisputeStatement kRuling{DisputeRole::kArbiter, "Dora", "the contract of 2019 says so"};

class DisputesTest : public ::testing::Test, protected Books {
 protected:
  void settle(std::int32_t hold_days) {
    const auto done = post(small_allocation(), hold_days, register_, ledger_, clock_);
    ASSERT_TRUE(done.ok()) << done.error().message;
  }

  static DisputeRequest over(const std::string& asset, const std::string& id = "d1") {
    return {id, "2026-Q1", "Anna", Right::kMaster, euro(), asset, std::nullopt, 14};
  }

  std::string refusal(const DisputeRequest& request, const DisputeStatement& statement = kClaim) {
    const auto opened = disputes_.open(request, statement);
    return opened ? "opened" : opened.error().message;
  }

  base::Clock clock_ = clock();
  Register register_ = settlements();
  ledger::Ledger ledger_ = ledger();
  Disputes disputes_{register_, ledger_, clock_};
};

TEST_F(DisputesTest, HoldsExactlyWhatAnAssetBroughtWhileTheRestGoesOn) {
  settle(30);
  const auto opened = disputes_.open(over("r2"), kClaim);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->amount, (Money{999, euro()}));
  EXPECT_EQ(opened->state, DisputeState::kOpen);
  EXPECT_EQ(opened->deadline_ms, kStart_ms + 14 * kOneDay_ms);
  EXPECT_EQ(opened->events.front(), (DisputeEvent{"opened", "claimant", "Cem", "r2 is my recording", kStart_ms}));
  EXPECT_EQ(pending(ledger_, "party/Anna"), 4'000);
  now_ms_ += 30 * kOneDay_ms;
  EXPECT_EQ(release(register_, ledger_, clock_).value(), 2);
  EXPECT_EQ(posted(ledger_, "party/Anna"), 3'001);
  EXPECT_EQ(pending(ledger_, "party/Anna"), 999);
  EXPECT_EQ(posted(ledger_, "party/Bea"), 2'000);
  EXPECT_EQ(problems(ledger_), "");
}

TEST_F(DisputesTest, ReleasesWhatThePartyWins) {
  settle(30);
  ASSERT_TRUE(disputes_.open(over("r2"), kClaim).ok());
  const auto won = disputes_.win("d1", kRuling);
  ASSERT_TRUE(won.ok()) << won.error().message;
  EXPECT_EQ(won->state, DisputeState::kWon);
  EXPECT_EQ(won->events.back(), (DisputeEvent{"won", "arbiter", "Dora", kRuling.reason, kStart_ms}));
  EXPECT_EQ(posted(ledger_, "party/Anna"), 0);
  now_ms_ += 30 * kOneDay_ms;
  EXPECT_EQ(release(register_, ledger_, clock_).value(), 3);
  EXPECT_EQ(posted(ledger_, "party/Anna"), 4'000);
}

TEST_F(DisputesTest, TakesBackWhatThePartyLosesToTheMinorUnit) {
  settle(30);
  ASSERT_TRUE(disputes_.open(over("r2"), kClaim).ok());
  const auto lost = disputes_.lose("d1", kRuling, "Cem");
  ASSERT_TRUE(lost.ok()) << lost.error().message;
  EXPECT_EQ(lost->state, DisputeState::kLost);
  EXPECT_EQ(lost->to_party, "Cem");
  EXPECT_EQ(posted(ledger_, "party/Cem"), 999);
  now_ms_ += 30 * kOneDay_ms;
  EXPECT_EQ(release(register_, ledger_, clock_).value(), 2);
  EXPECT_EQ(posted(ledger_, "party/Anna"), 3'001);
  EXPECT_EQ(posted(ledger_, "settlement/2026-Q1"), 0);
  EXPECT_EQ(problems(ledger_), "");
}

TEST_F(DisputesTest, HoldsAndReversesWhatThePartyHasAlready) {
  settle(0);
  DisputeRequest request = over("");
  request.amount_minor = 1'500;
  ASSERT_TRUE(disputes_.open(request, kClaim).ok());
  EXPECT_EQ(posted(ledger_, "party/Anna"), 4'000);
  EXPECT_EQ(pending(ledger_, "party/Anna"), -1'500);
  EXPECT_EQ(pending(ledger_, "disputed"), 1'500);
  ASSERT_TRUE(disputes_.lose("d1", kRuling, "").ok());
  EXPECT_EQ(posted(ledger_, "party/Anna"), 2'500);
  EXPECT_EQ(pending(ledger_, "party/Anna"), 0);
  EXPECT_EQ(posted(ledger_, "disputed"), 0);
  EXPECT_EQ(posted(ledger_, "suspense"), 1'500);
  EXPECT_EQ(posted(ledger_, "settlement/2026-Q1"), 0);
  EXPECT_EQ(problems(ledger_), "");

  ASSERT_TRUE(disputes_.open(over("", "d2"), kClaim).ok());
  ASSERT_TRUE(disputes_.win("d2", kRuling).ok());
  EXPECT_EQ(posted(ledger_, "party/Anna"), 2'500);
  EXPECT_EQ(pending(ledger_, "party/Anna"), 0);
}

TEST_F(DisputesTest, ReversesWhatMovedInSeveralPayments) {
  settle(30);
  ASSERT_TRUE(disputes_.open(over("r2"), kClaim).ok());
  ASSERT_TRUE(disputes_.win("d1", kRuling).ok());
  now_ms_ += 30 * kOneDay_ms;
  ASSERT_EQ(release(register_, ledger_, clock_).value(), 3);
  ASSERT_TRUE(disputes_.open(over("", "d2"), kClaim).ok());
  const auto lost = disputes_.lose("d2", kRuling, "Cem");
  ASSERT_TRUE(lost.ok()) << lost.error().message;
  EXPECT_EQ(posted(ledger_, "party/Anna"), 0);
  EXPECT_EQ(posted(ledger_, "party/Cem"), 4'000);
  EXPECT_EQ(refusal(over("", "d3")), "dispute d3: 0.00 EUR are left to dispute");
  EXPECT_EQ(problems(ledger_), "");
}

TEST_F(DisputesTest, DisputesNoMoneyTwice) {
  settle(30);
  DisputeRequest request = over("r2");
  request.amount_minor = 900;
  ASSERT_TRUE(disputes_.open(request, kClaim).ok());
  EXPECT_EQ(refusal(over("r2")), "dispute d1: there is one with this id");
  request.dispute_id = "d2";
  EXPECT_EQ(refusal(request), "dispute d2: 0.99 EUR are left to dispute");
  request.amount_minor = 99;
  EXPECT_TRUE(disputes_.open(request, kClaim).ok());
  EXPECT_TRUE(disputes_.open(over("r1", "d3"), kClaim).ok());
  EXPECT_EQ(refusal(over("", "d4")), "dispute d4: 0.00 EUR are left to dispute");
  EXPECT_EQ(pending(ledger_, "party/Anna"), 4'000);
}

TEST_F(DisputesTest, LapsesWhenItsTimeHasRunOut) {
  settle(0);
  ASSERT_TRUE(disputes_.open(over("r2"), kClaim).ok());
  now_ms_ += 14 * kOneDay_ms - 1;
  EXPECT_EQ(disputes_.lapse().value(), 0);
  now_ms_ += 1;
  EXPECT_THAT(disputes_.lose("d1", kRuling, "").error().message, HasSubstr("its time has run out"));
  EXPECT_EQ(disputes_.lapse().value(), 1);
  EXPECT_EQ(disputes_.lapse().value(), 0);
  const Dispute dispute = disputes_.list()->front();
  EXPECT_EQ(dispute.state, DisputeState::kWon);
  EXPECT_EQ(dispute.events.back().event, "lapsed");
  EXPECT_EQ(dispute.events.back().role, "clock");
  EXPECT_EQ(pending(ledger_, "party/Anna"), 0);
  EXPECT_EQ(disputes_.win("d1", kRuling).error().message, "dispute d1: is won already");
}

TEST_F(DisputesTest, NeedsARoleAPersonAndAReason) {
  settle(30);
  EXPECT_THAT(refusal(over("r2"), {DisputeRole::kArbiter, "Dora", "x"}), HasSubstr("does not open"));
  EXPECT_THAT(refusal(over("r2"), {DisputeRole::kClaimant, "", "x"}), HasSubstr("its person takes 1 to 300 bytes"));
  EXPECT_THAT(refusal(over("r2"), {DisputeRole::kClaimant, "Cem", ""}), HasSubstr("its reason takes 1 to 300 bytes"));
  EXPECT_THAT(refusal(over("r2"), {DisputeRole::kClaimant, "Cem", std::string(301, 'x')}), HasSubstr("its reason"));
  EXPECT_THAT(refusal(over("r2"), {DisputeRole::kClaimant, "Cem", "a\nb"}), HasSubstr("in one line"));
  ASSERT_TRUE(disputes_.open(over("r2"), {DisputeRole::kOperator, "Emil", "a letter of today"}).ok());
  EXPECT_THAT(disputes_.win("d1", kClaim).error().message, HasSubstr("a claimant does not decide"));
  EXPECT_THAT(disputes_.win("d1", {DisputeRole::kOperator, "Emil", "x"}).error().message,
              HasSubstr("cannot decide it"));
  EXPECT_THAT(disputes_.win("d1", {DisputeRole::kArbiter, "Dora", ""}).error().message, HasSubstr("its reason"));
  EXPECT_THAT(disputes_.win("d9", kRuling).error().message, HasSubstr("there is none with this id"));
  EXPECT_THAT(disputes_.lose("d1", kRuling, "Anna").error().message, HasSubstr("the money is taken from Anna"));
  EXPECT_EQ(parse_dispute_role("arbiter").value(), DisputeRole::kArbiter);
  EXPECT_FALSE(parse_dispute_role("judge").ok());
}

TEST_F(DisputesTest, RefusesWhatIsNotThere) {
  EXPECT_EQ(refusal(over("r2")), "dispute d1: there is no settlement 2026-Q1");
  settle(30);
  DisputeRequest request = over("r9");
  EXPECT_EQ(refusal(request), "dispute d1: r9 brought Anna nothing in settlement 2026-Q1");
  request = over("");
  request.party_id = "Zoe";
  EXPECT_EQ(refusal(request), "dispute d1: settlement 2026-Q1 gave Zoe nothing in EUR for master rights");
  request = over("", "a b");
  EXPECT_THAT(refusal(request), HasSubstr("an id has 1 to 100 printable"));
  for (const std::int64_t days : {0, 3651}) {
    request = over("");
    request.days = days;
    EXPECT_THAT(refusal(request), HasSubstr("lasts 1 to 3650 days"));
  }
  request = over("");
  request.amount_minor = 0;
  EXPECT_THAT(refusal(request), HasSubstr("is about more than nothing"));
}

TEST_F(DisputesTest, CompletesWhatACrashLeftInBetween) {
  settle(30);
  for (const bool in_ledger : {false, true}) {
    const std::string id = in_ledger ? "d2" : "d1";
    DisputeRequest request = over("r1", id);
    request.amount_minor = 100;
    // The register of a process that was killed before, or after, it had posted to the ledger.
    StoredDispute stored;
    stored.dispute = {
        id, "2026-Q1", "Anna", Right::kMaster, "r1", {100, euro()}, now_ms_ + kOneDay_ms, DisputeState::kOpening,
        "", {}};
    stored.posting = register_.find_posting("2026-Q1", "Anna", Right::kMaster, euro()).value()->transfer_id;
    ASSERT_TRUE(register_.write(stored).ok());
    ASSERT_TRUE(register_.append(id, {"opened", "claimant", "Cem", "mine", now_ms_}).ok());
    if (in_ledger) {
      auto step = dispute_step(stored, register_, ledger_);
      ASSERT_TRUE(step.ok());
      ASSERT_TRUE(post_all(ledger_, step->transfers).ok());
    }
    ASSERT_TRUE(disputes_.complete().ok());
    EXPECT_EQ(register_.find_dispute(id).value()->dispute.state, DisputeState::kOpen);
  }
  ASSERT_TRUE(disputes_.lose("d1", kRuling, "").ok());
  ASSERT_TRUE(disputes_.lose("d2", kRuling, "").ok());
  EXPECT_EQ(posted(ledger_, "suspense"), 200);
  EXPECT_EQ(pending(ledger_, "party/Anna"), 3'800);
  EXPECT_EQ(problems(ledger_), "");
}

TEST_F(DisputesTest, WritesDownWhatTheLedgerRefuses) {
  settle(30);
  // Somebody has settled the payment past the register.
  const auto posting = register_.find_posting("2026-Q1", "Anna", Right::kMaster, euro()).value();
  Transfer freed;
  freed.id = {7, 7};
  freed.kind = TransferKind::kVoidPending;
  freed.target = posting->transfer_id;
  freed.currency = euro();
  ASSERT_TRUE(post_all(ledger_, {freed}).ok());
  EXPECT_THAT(refusal(over("r2")), HasSubstr("was settled before"));
  const Dispute dispute = disputes_.list()->front();
  EXPECT_EQ(dispute.state, DisputeState::kRefused);
  EXPECT_EQ(dispute.events.back().role, "ledger");
  EXPECT_EQ(disputes_.win("d1", kRuling).error().message, "dispute d1: is refused already");
}

TEST_F(DisputesTest, KeepsWhatWasSaidForEver) {
  settle(30);
  ASSERT_TRUE(disputes_.open(over("r2"), kClaim).ok());
  auto connection = db::Connection::open(folder_ / "settlements.db", db::Connection::Mode::kExisting).value();
  EXPECT_THAT(connection.execute("UPDATE dispute_event SET reason = 'x'").error().message, HasSubstr("never changed"));
  EXPECT_THAT(connection.execute("DELETE FROM dispute_event").error().message, HasSubstr("never deleted"));
  EXPECT_THAT(connection.execute("UPDATE posting SET amount_minor = 1").error().message, HasSubstr("never changed"));
  EXPECT_THAT(connection.execute("DELETE FROM part").error().message, HasSubstr("never deleted"));
}

}  // namespace
}  // namespace tributary::royalty
