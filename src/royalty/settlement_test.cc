#include "royalty/settlement.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "royalty/test_settlement.h"

namespace tributary::royalty {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SettlementTest : public ::testing::Test, protected SettlementScene {};

TEST_F(SettlementTest, DividesAPoolByUsesAndLeavesThePlatformTheRest) {
  rights_.own(Right::kMaster, "r1", "Anna").own(Right::kMaster, "r2", "Bea");
  Settlement settlement(policy_, request());
  ASSERT_TRUE(settlement.add(usage("r:1", "t1", 3, 10'000)).ok());
  ASSERT_TRUE(settlement.add(usage("r:2", "t2", 1, 0)).ok());
  ASSERT_TRUE(settlement.add(attribution("t1", {share("recording", "r1", "w1", 500'000)})).ok());
  ASSERT_TRUE(settlement.add(attribution("t2", {share("recording", "r2", "w2", 1'000'000)})).ok());
  const Settled result = settled(settlement, rights_);
  EXPECT_THAT(result.words(),
              ElementsAre("party Anna master attributed 10.50 EUR", "unattributed unexplained 10.50 EUR",
                          "party Bea master attributed 7.00 EUR", "platform retained 72.00 EUR"));
  ASSERT_EQ(result.allocation.currencies.size(), 1U);
  EXPECT_EQ(result.allocation.currencies[0].received, (Money{10'000, euro()}));
  EXPECT_EQ(result.allocation.usage_lines, 2);
  EXPECT_EQ(result.allocation.entitlement_lines, 4);
  EXPECT_EQ(result.allocation.policy_sha256, policy_.sha256);
}

TEST_F(SettlementTest, TracesALineToItsUsageEvidenceAndSplit) {
  rights_.set(Right::kMaster, "r1", {{{"Anna", 600'000}, {"Bea", 400'000}}, 0, ""});
  Settlement settlement(policy_, request());
  ASSERT_TRUE(settlement.add(usage("s:9", "t1", 3, 0)).ok());
  ASSERT_TRUE(settlement.add(usage("r:10", "t1", 4, 0)).ok());
  ASSERT_TRUE(settlement.add(usage("r:9", "t1", 5, 10'000)).ok());
  ASSERT_TRUE(settlement.add(attribution("t1", {share("recording", "r1", "w1", 250'000)})).ok());
  const Entitlement line = settled(settlement, rights_).lines.front();
  EXPECT_EQ(line.usage_id, "r:9");
  EXPECT_EQ(line.usage_lines, 3);
  EXPECT_EQ(line.uses, 12);
  EXPECT_EQ(line.track_id, "t1");
  EXPECT_EQ(line.territory, "DE");
  EXPECT_EQ(line.service, "premium");
  EXPECT_EQ(line.period_end, Day{20'030});
  EXPECT_EQ(line.evidence_id, "evidence-t1");
  EXPECT_EQ(line.tier, "recording");
  EXPECT_EQ(line.recording_id, "r1");
  EXPECT_EQ(line.work_id, "w1");
  EXPECT_EQ(line.share_ppm, 250'000);
  EXPECT_EQ(line.right_ppm, kWholePpm);
  EXPECT_EQ(line.holding_ppm, 600'000);
}

TEST_F(SettlementTest, WeighsTiersAndRights) {
  policy_.tiers = {{"composition", 400'000, 0, 1'000'000}, {"recording", 600'000, 800'000, 200'000}};
  rights_.own(Right::kMaster, "r1", "Label").own(Right::kPublishing, "w1", "Writer");
  const Settled result = one_track({share("recording", "r1", "w1", 500'000), share("composition", "r1", "w1", 250'000),
                                    share("style", "r1", "", 9)});
  EXPECT_THAT(result.words(),
              ElementsAre("party Writer publishing attributed 0.10 EUR", "unattributed unexplained 0.30 EUR",
                          "party Label master attributed 0.24 EUR", "party Writer publishing attributed 0.06 EUR",
                          "unattributed unexplained 0.30 EUR"));
}

TEST_F(SettlementTest, KeepsWhatNobodyOrSomebodyUnknownHoldsInSuspense) {
  policy_.tiers = {{"recording", kWholePpm, 500'000, 500'000}};
  rights_.set(Right::kMaster, "r1", {{{"Anna", 250'000}}, 750'000, ""});
  rights_.set(Right::kMaster, "r2", {{}, kWholePpm, "Bea and Cem both claim 100%"});
  const Settled result = one_track({share("recording", "r1", "", 400'000), share("recording", "r2", "w2", 600'000)});
  EXPECT_THAT(result.words(), ElementsAre("party Anna master attributed 0.05 EUR", "suspense master unclaimed 0.15 EUR",
                                          "suspense publishing unclaimed 0.20 EUR", "suspense master conflict 0.30 EUR",
                                          "suspense publishing unclaimed 0.30 EUR"));
}

TEST_F(SettlementTest, SendsWhatIsBelowTheMinimumWhereThePolicySays) {
  rights_.own(Right::kMaster, "r1", "Anna");
  policy_.minimum_share_ppm = 100'000;
  policy_.minimum_confidence_ppm = 900'000;
  policy_.below_minimum = Payee::kSuspense;
  policy_.unattributed_to = Payee::kPlatform;
  const Settled result = one_track({share("recording", "r1", "", 500'000), share("recording", "r2", "", 99'999),
                                    share("recording", "r3", "", 100'000, 899'999)});
  EXPECT_EQ(result.minor(Payee::kParty, "Anna"), 50);
  EXPECT_EQ(result.minor(Payee::kSuspense), 20);
  EXPECT_EQ(result.minor(Payee::kPlatform), 30);
  EXPECT_THAT(result.words(), ::testing::Contains("suspense below-share 0.0999990 EUR").Times(0));
  EXPECT_THAT(result.words(), ::testing::Contains("suspense below-share 0.099999 EUR"));
  EXPECT_THAT(result.words(), ::testing::Contains("suspense below-confidence 0.10 EUR"));
}

TEST_F(SettlementTest, PaysNobodyForATrackWithoutEvidence) {
  Settlement settlement(policy_, request());
  ASSERT_TRUE(settlement.add(usage("r:1", "never traced", 1, 100)).ok());
  ASSERT_TRUE(settlement.add(usage("r:2", "nothing found", 1, 100)).ok());
  ASSERT_TRUE(settlement.add(attribution("nothing found", {})).ok());
  const Settled result = settled(settlement, rights_);
  EXPECT_THAT(result.words(), ElementsAre("unattributed no-evidence 0.28 EUR", "unattributed no-evidence 0.28 EUR",
                                          "platform retained 1.44 EUR"));
  EXPECT_EQ(result.lines[0].evidence_id, "");
  EXPECT_EQ(result.lines[1].evidence_id, "evidence-nothing found");
}

TEST_F(SettlementTest, SplitsACorrectionAsTheMirrorImage) {
  rights_.own(Right::kMaster, "r1", "Anna");
  policy_.track_cap_ppm = policy_.party_cap_ppm = 1;
  Settlement settlement(policy_, request());
  ASSERT_TRUE(settlement.add(usage("r:1", "t1", 3, -10'000)).ok());
  ASSERT_TRUE(settlement.add(attribution("t1", {share("recording", "r1", "w1", 333'333)})).ok());
  EXPECT_THAT(settled(settlement, rights_).words(),
              ElementsAre("party Anna master attributed -9.333324 EUR", "unattributed unexplained -18.666676 EUR",
                          "platform retained -72.00 EUR"));
}

TEST_F(SettlementTest, AsksForRightsOnTheDayAndInTheCountryOfUse) {
  rights_.own(Right::kMaster, "r1", "Anna").own(Right::kMaster, "r1@SE", "Sven");
  for (const bool at_start : {true, false}) {
    policy_.rights_at_period_start = at_start;
    Settlement settlement(policy_, request());
    UsageLine line = usage("r:1", "t1", 1, 100);
    line.territory = "SE";
    ASSERT_TRUE(settlement.add(line).ok());
    ASSERT_TRUE(settlement.add(attribution("t1", {share("recording", "r1", "w1", kWholePpm)})).ok());
    EXPECT_EQ(settled(settlement, rights_).minor(Payee::kParty, "Sven"), 28);
    EXPECT_EQ(rights_.asked().back().day, Day{at_start ? 20'000 : 20'030});
  }
}

TEST_F(SettlementTest, EndsWithTheErrorOfRightsOrOfTheSink) {
  Settlement broken(policy_, request());
  ASSERT_TRUE(broken.add(usage("r:1", "t1", 1, 100)).ok());
  ASSERT_TRUE(broken.add(attribution("t1", {share("recording", "broken", "", kWholePpm)})).ok());
  EXPECT_EQ(broken.allocate(rights_, {}).error().code, ErrorCode::kIo);

  Settlement full(policy_, request());
  ASSERT_TRUE(full.add(usage("r:1", "t1", 1, 100)).ok());
  const auto refuse = [](const Entitlement&) { return Result<void>(Error{ErrorCode::kIo, "disk full"}); };
  EXPECT_EQ(full.allocate(rights_, refuse).error().message, "disk full");

  rights_.set(Right::kMaster, "r1", {{{"Anna", 5}}, 5, ""});
  Settlement torn(policy_, request());
  ASSERT_TRUE(torn.add(usage("r:1", "t1", 1, 100)).ok());
  ASSERT_TRUE(torn.add(attribution("t1", {share("recording", "r1", "", kWholePpm)})).ok());
  EXPECT_EQ(torn.allocate(rights_, {}).error().message,
            "the master right in r1 is divided into 10 ppm, not into 1000000");
}

// The arithmetic that docs/royalties.md works by hand.
TEST_F(SettlementTest, ComesToTheAmountsOfTheDocumentation) {
  policy_.tiers = {{"composition", 400'000, 0, 1'000'000}, {"recording", 600'000, 800'000, 200'000}};
  rights_.set(Right::kMaster, "r1", {{{"anna", 250'000}, {"label", 750'000}}, 0, ""});
  rights_.own(Right::kPublishing, "w1", "anna");
  Settlement settlement(policy_, request());
  ASSERT_TRUE(settlement.add(usage("r:1", "gen-1", 700, 6'000)).ok());
  ASSERT_TRUE(settlement.add(usage("r:2", "gen-2", 300, 4'001)).ok());
  ASSERT_TRUE(settlement
                  .add(attribution(
                      "gen-1", {share("recording", "r1", "w1", 300'000), share("composition", "r1", "w1", 300'000)}))
                  .ok());
  const Settled result = settled(settlement, rights_);
  EXPECT_THAT(result.words(),
              ElementsAre("party anna publishing attributed 2.3522352 EUR", "unattributed unexplained 5.4885488 EUR",
                          "party anna master attributed 0.70567056 EUR", "party label master attributed 2.11701168 EUR",
                          "party anna publishing attributed 0.70567056 EUR", "unattributed unexplained 8.2328232 EUR",
                          "unattributed no-evidence 8.40084 EUR", "platform retained 72.0072 EUR"));
  EXPECT_EQ(result.minor(Payee::kParty, "anna", Right::kMaster), 70);
  EXPECT_EQ(result.minor(Payee::kParty, "anna", Right::kPublishing), 306);
  EXPECT_EQ(result.minor(Payee::kParty, "label"), 212);
  EXPECT_EQ(result.minor(Payee::kUnattributed), 2'212);
  EXPECT_EQ(result.minor(Payee::kPlatform), 7'201);
}

TEST_F(SettlementTest, RefusesMalformedUsage) {
  EXPECT_EQ(refusal(usage("r:1", "t", 1, 1)), "accepted");
  UsageLine line = usage("r:1", "t", 1, 1);
  line.revenue = {};
  EXPECT_EQ(refusal(line), "accepted");
  line.revenue = {1, currency_of("SEK").value()};
  EXPECT_EQ(refusal(line), "usage line r:1: is in SEK, which the policy does not settle");
  line = usage("r:1", "", 1, 1);
  EXPECT_EQ(refusal(line), "usage line r:1: names no track");
  line = usage("", "t", 1, 1);
  EXPECT_EQ(refusal(line), "usage line : has no id");
  line = usage("r:1", "t", -1, 1);
  EXPECT_EQ(refusal(line), "usage line r:1: -1 uses");
  for (const std::string territory : {"", "D", "de", "Da", "DEU"}) {
    line = usage("r:1", "t", 1, 1);
    line.territory = territory;
    EXPECT_THAT(refusal(line), HasSubstr("is no ISO 3166-1 code")) << territory;
  }
  line = usage("r:1", "t", 1, 1);
  line.period_end = {19'999};
  EXPECT_EQ(refusal(line), "usage line r:1: its period ends before it begins");
  policy_.pool = PoolKind::kUserCentric;
  EXPECT_THAT(refusal(usage("r:1", "t", 1, 1)), HasSubstr("names no user"));
}

TEST_F(SettlementTest, CountsAUsageLineOnce) {
  Settlement settlement(policy_, request());
  ASSERT_TRUE(settlement.add(usage("r:1", "t", 1, 100)).ok());
  ASSERT_TRUE(settlement.add(usage("r:2", "t", 1, 100)).ok());
  ASSERT_TRUE(settlement.add(usage("r:01", "t", 1, 100)).ok());
  ASSERT_TRUE(settlement.add(usage("r:0", "t", 1, 100)).ok());
  ASSERT_TRUE(settlement.add(usage("r:1x", "t", 1, 100)).ok());
  ASSERT_TRUE(settlement.add(usage("r", "t", 1, 100)).ok());
  for (const std::string id : {"r:1", "r:01", "r"})
    EXPECT_EQ(settlement.add(usage(id, "t", 1, 100)).error().message, "usage line " + id + ": came before");
  EXPECT_EQ(settled(settlement, rights_).allocation.currencies[0].received.minor, 600);
}

TEST_F(SettlementTest, RefusesSumsThatDoNotFit) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  Settlement uses(policy_, request());
  ASSERT_TRUE(uses.add(usage("r:1", "t", kMost, 100)).ok());
  EXPECT_EQ(uses.add(usage("r:2", "t", 1, 100)).error().code, ErrorCode::kLimit);
  Settlement revenue(policy_, request());
  ASSERT_TRUE(revenue.add(usage("r:1", "t", 1, kMost)).ok());
  ASSERT_TRUE(revenue.add(usage("r:2", "t", 1, kMost)).ok());
  EXPECT_EQ(revenue.allocate(rights_, {}).error().code, ErrorCode::kLimit);
  Settlement much(policy_, request());
  ASSERT_TRUE(much.add(usage("r:1", "t", kMost, kMost)).ok());
  EXPECT_EQ(settled(much, rights_).allocation.currencies[0].received.minor, kMost);
  policy_.rate = {RateModel::kPerUse, 0, 9'000'000'000, 0, 0, 0, 0};
  policy_.pool = PoolKind::kDirect;
  Settlement tariff(policy_, request());
  ASSERT_TRUE(tariff.add(usage("r:1", "t", kMost, 0)).ok());
  EXPECT_EQ(tariff.allocate(rights_, {}).error().code, ErrorCode::kLimit);
}

TEST_F(SettlementTest, RefusesMalformedAttributions) {
  EXPECT_THAT(refusal(attribution("", {})), HasSubstr("names no track"));
  EXPECT_THAT(refusal(attribution("t", {share("recording", "r", "w", 0)})), HasSubstr("a share of 0 ppm"));
  EXPECT_THAT(refusal(attribution("t", {share("recording", "r", "w", 1'000'001)})), HasSubstr("a share of 1000001"));
  EXPECT_THAT(refusal(attribution("t", {share("recording", "r", "w", 1, -1)})), HasSubstr("a confidence of -1 ppm"));
  EXPECT_THAT(refusal(attribution("t", {share("recording", "r", "w", 1, 1'000'001)})), HasSubstr("a confidence of"));
  EXPECT_THAT(refusal(attribution("t", {share("recording", "r", "w", 500'001), share("recording", "q", "w", 500'000)})),
              HasSubstr("the shares of its tier recording add up to 1000001 ppm"));
  EXPECT_THAT(refusal(attribution("t", {share("recording", "r", "w", 1), share("recording", "r", "w", 2)})),
              HasSubstr("its tier recording names the source r w twice"));
  Settlement settlement(policy_, request());
  ASSERT_TRUE(settlement.add(attribution("t", {share("recording", "r", "w", 1), share("model", "r", "w", 1)})).ok());
  EXPECT_TRUE(settlement.add(attribution("t", {share("model", "r", "w", 1), share("recording", "r", "w", 1)})).ok());
  EXPECT_THAT(settlement.add(attribution("t", {})).error().message, HasSubstr("has two attributions"));
}

TEST_F(SettlementTest, HasAnIdThatAccountsCanBear) {
  for (const std::string id : {"", "a b", "a\n", "\xc3\xa4"})
    EXPECT_EQ(Settlement(policy_, request(id)).allocate(rights_, {}).error().code, ErrorCode::kInvalidInput) << id;
  EXPECT_EQ(Settlement(policy_, request(std::string(101, 'a'))).allocate(rights_, {}).error().code,
            ErrorCode::kInvalidInput);
  EXPECT_THAT(Settlement(policy_, request()).allocate(rights_, {})->currencies, IsEmpty());
}

}  // namespace
}  // namespace tributary::royalty
