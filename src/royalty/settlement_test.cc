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

class SettlementTest : public ::testing::Test {
 protected:
  // One play of one track for the whole of the pool's money, which is 1.00 EUR after the rate.
  Settled one_track(const std::vector<UsageShare>& shares) {
    policy_.rate.part_ppm = kWholePpm;
    Settlement settlement(policy_, request());
    EXPECT_TRUE(settlement.add(usage("r:1", "t", 1, 100)).ok());
    EXPECT_TRUE(settlement.add(attribution("t", shares)).ok());
    for (const LicensedWork& work : works_) settlement.add(work);
    return settled(settlement, rights_);
  }

  std::string refusal(const UsageLine& line) {
    Settlement settlement(policy_, request());
    const auto added = settlement.add(line);
    return added ? "accepted" : added.error().message;
  }

  std::string refusal(const TrackAttribution& track) {
    Settlement settlement(policy_, request());
    const auto added = settlement.add(track);
    return added ? "accepted" : added.error().message;
  }

  Policy policy_ = simple_policy();
  HeldRights rights_;
  std::vector<LicensedWork> works_;
};

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

TEST_F(SettlementTest, LosesNoTariffBelowTheMinorUnit) {
  policy_.rate = {RateModel::kPerUse, 0, 200'000'000, 0, 0, 0, 0};  // 0.002 EUR
  policy_.pool = PoolKind::kDirect;
  rights_.own(Right::kMaster, "r1", "Anna").own(Right::kMaster, "r2", "Bea");
  Settlement settlement(policy_, request());
  // 1,001 plays in as many lines make 2.002 EUR for one, 4 make 0.008 EUR for the other.
  for (int i = 1; i <= 1001; ++i) {
    UsageLine line = usage("r:" + std::to_string(i), "t1", 1, 0);
    line.period_start = line.period_end = {20'000 + i};
    ASSERT_TRUE(settlement.add(line).ok());
  }
  ASSERT_TRUE(settlement.add(usage("s:1", "t2", 4, 0)).ok());
  ASSERT_TRUE(settlement.add(attribution("t1", {share("recording", "r1", "", kWholePpm)})).ok());
  ASSERT_TRUE(settlement.add(attribution("t2", {share("recording", "r2", "", kWholePpm)})).ok());
  const Settled result = settled(settlement, rights_);
  EXPECT_EQ(result.lines.size(), 1002U);
  EXPECT_EQ(result.words().front(), "party Anna master attributed 0.002 EUR");
  EXPECT_EQ(result.minor(Payee::kParty, "Anna"), 200);
  EXPECT_EQ(result.minor(Payee::kParty, "Bea"), 1);
  EXPECT_EQ(result.allocation.currencies[0].received.minor, 201);
}

TEST_F(SettlementTest, RoundsWhatCameInAsThePolicySays) {
  policy_.rate = {RateModel::kPerUse, 0, 500'000'000, 0, 0, 0, 0};
  policy_.pool = PoolKind::kDirect;
  for (const auto& [rounding, uses, received] :
       {std::tuple{Rounding::kHalfEven, 3, 2}, std::tuple{Rounding::kHalfEven, 5, 2},
        std::tuple{Rounding::kTowardZero, 3, 1}}) {
    policy_.rounding = rounding;
    Settlement settlement(policy_, request());
    ASSERT_TRUE(settlement.add(usage("r:1", "t", uses, 0)).ok());
    const Settled result = settled(settlement, rights_);
    EXPECT_EQ(result.allocation.currencies[0].received.minor, received) << uses;
    EXPECT_EQ(result.minor(Payee::kUnattributed), received);
  }
}

TEST_F(SettlementTest, DividesAFixedFeeAmongLicensedWorksAlike) {
  policy_.rate = {RateModel::kTrainingLicence, 0, 0, 1'000, 0, 0, 0};
  policy_.equal_pool = {250'000, 750'000, "SE"};
  rights_.own(Right::kMaster, "r1", "Anna").own(Right::kPublishing, "w1", "Bea").own(Right::kPublishing, "w2", "Cem");
  works_ = {{"r1", "w1"}, {"r2", "w2"}, {"r1", "w1"}};
  Settlement settlement(policy_, request());
  for (const LicensedWork& work : works_) settlement.add(work);
  const Settled result = settled(settlement, rights_);
  EXPECT_THAT(result.words(),
              ElementsAre("equal-pool equal-share 10.00 EUR", "equal-pool equal-share -10.00 EUR",
                          "party Anna master equal-share 1.25 EUR", "party Bea publishing equal-share 3.75 EUR",
                          "suspense master unclaimed 1.25 EUR", "party Cem publishing equal-share 3.75 EUR"));
  EXPECT_EQ(result.allocation.currencies[0].received.minor, 1'000);
  EXPECT_EQ(rights_.asked().front().territory, "SE");
  EXPECT_EQ(rights_.asked().front().day, Day{20'060});
}

TEST_F(SettlementTest, SharesAnEqualPoolAmongWhatWasFoundWhereNoWorksAreGiven) {
  policy_.unattributed_to = Payee::kEqualPool;
  policy_.equal_pool = {kWholePpm, 0, "SE"};
  policy_.minimum_share_ppm = 100'000;
  rights_.own(Right::kMaster, "r1", "Anna").own(Right::kMaster, "r2", "Bea").own(Right::kMaster, "r3", "Cem");
  const Settled result = one_track({share("recording", "r1", "", 200'000), share("recording", "r2", "", 400'000),
                                    share("recording", "r3", "", 99'999)});
  EXPECT_EQ(result.minor(Payee::kParty, "Anna"), 35);
  EXPECT_EQ(result.minor(Payee::kParty, "Bea"), 55);
  EXPECT_EQ(result.minor(Payee::kParty, "Cem"), 0);
  EXPECT_EQ(result.minor(Payee::kUnattributed), 10);
}

TEST_F(SettlementTest, LeavesAnEqualPoolWithoutWorksAsItIs) {
  policy_.unattributed_to = Payee::kEqualPool;
  policy_.equal_pool = {kWholePpm, 0, "SE"};
  EXPECT_EQ(one_track({}).minor(Payee::kEqualPool), 100);
}

TEST_F(SettlementTest, OwesAMinimumWhereNetIncomeIsLess) {
  policy_.rate = {RateModel::kNetIncome, 300'000, 0, 0, 190'000, 400'000'000, 0};
  const auto received = [&](std::int64_t uses, std::int64_t revenue_minor, std::int64_t minimum_minor) {
    policy_.rate.minimum_minor = minimum_minor;
    Settlement settlement(policy_, request());
    EXPECT_TRUE(settlement.add(usage("r:1", "t", uses, revenue_minor)).ok());
    const Settled result = settled(settlement, rights_);
    return std::pair(result.allocation.currencies[0].received.minor, result.minor(Payee::kUnattributed));
  };
  EXPECT_EQ(received(10, 10'000, 0), std::pair(std::int64_t{10'000}, std::int64_t{2'430}));
  EXPECT_EQ(received(10'000, 10'000, 0), std::pair(std::int64_t{10'000}, std::int64_t{4'000}));
  EXPECT_EQ(received(10, 10'000, 20'000), std::pair(std::int64_t{20'000}, std::int64_t{20'000}));
  EXPECT_EQ(received(10, -10'000, 0), std::pair(std::int64_t{4}, std::int64_t{4}));
  policy_.rate.minimum_per_use_nano = 0;
  EXPECT_EQ(received(10, -10'000, 0), std::pair(std::int64_t{-10'000}, std::int64_t{-2'430}));
}

TEST_F(SettlementTest, GivesEachUsersMoneyToWhatThatUserPlayed) {
  policy_.pool = PoolKind::kUserCentric;
  policy_.rate.part_ppm = kWholePpm;
  rights_.own(Right::kMaster, "r1", "Anna").own(Right::kMaster, "r2", "Bea");
  Settlement settlement(policy_, request());
  const auto played = [&](int id, const std::string& user, const std::string& track, int uses, int revenue_minor) {
    UsageLine line = usage("r:" + std::to_string(id), track, uses, revenue_minor);
    line.user_id = user;
    ASSERT_TRUE(settlement.add(line).ok());
  };
  played(1, "u1", "t1", 99, 1'000);
  played(2, "u2", "t2", 1, 1'000);
  played(3, "u3", "t1", 1, 0);
  played(4, "u3", "t2", 1, 1'000);
  played(5, "u4", "t2", 0, 500);
  ASSERT_TRUE(settlement.add(attribution("t1", {share("recording", "r1", "", kWholePpm)})).ok());
  ASSERT_TRUE(settlement.add(attribution("t2", {share("recording", "r2", "", kWholePpm)})).ok());
  const Settled result = settled(settlement, rights_);
  EXPECT_EQ(result.words(),
            (std::vector<std::string>{"party Anna master attributed 15.00 EUR", "party Bea master attributed 15.00 EUR",
                                      "unattributed not-used 5.00 EUR"}));
  EXPECT_EQ(result.lines[0].uses, 100);
}

TEST_F(SettlementTest, KeepsPoolsOfTheirScopeApart) {
  rights_.own(Right::kMaster, "r1", "Anna").own(Right::kMaster, "r2", "Bea");
  policy_.rate.part_ppm = kWholePpm;
  const auto annas_minor = [&](PoolScope scope) {
    policy_.scope = scope;
    Settlement settlement(policy_, request());
    int id = 0;
    for (const auto& [track, service, territory, uses, revenue_minor] :
         {std::tuple{"t1", "free", "DE", 1, 100}, std::tuple{"t2", "free", "DE", 1, 0},
          std::tuple{"t1", "free", "SE", 1, 1'000}, std::tuple{"t2", "premium", "DE", 5, 10'000}}) {
      UsageLine line = usage("r:" + std::to_string(++id), track, uses, revenue_minor);
      line.service = service;
      line.territory = territory;
      EXPECT_TRUE(settlement.add(line).ok());
    }
    EXPECT_TRUE(settlement.add(attribution("t1", {share("recording", "r1", "", kWholePpm)})).ok());
    EXPECT_TRUE(settlement.add(attribution("t2", {share("recording", "r2", "", kWholePpm)})).ok());
    return settled(settlement, rights_).minor(Payee::kParty, "Anna");
  };
  EXPECT_EQ(annas_minor(PoolScope::kSettlement), 2'775);           // 11,100 × 2/8
  EXPECT_EQ(annas_minor(PoolScope::kService), 733);                // 1,100 × 2/3
  EXPECT_EQ(annas_minor(PoolScope::kTerritory), 1'000 + 1'443);    // and 10,100 × 1/7
  EXPECT_EQ(annas_minor(PoolScope::kServiceAndTerritory), 1'050);  // 1,000 and 100 × 1/2
}

TEST_F(SettlementTest, PaysATrackItsOwnRevenueWithoutAPool) {
  policy_.pool = PoolKind::kDirect;
  Settlement settlement(policy_, request());
  ASSERT_TRUE(settlement.add(usage("r:1", "t1", 0, 1'000)).ok());
  ASSERT_TRUE(settlement.add(usage("r:2", "t2", 9, 2'000)).ok());
  EXPECT_THAT(settled(settlement, rights_).words(),
              ElementsAre("unattributed no-evidence 2.80 EUR", "unattributed no-evidence 5.60 EUR",
                          "platform retained 21.60 EUR"));
}

TEST_F(SettlementTest, TakesAPoolThatIsReportedByItself) {
  const auto words = [&](bool used) {
    SettlementRequest with_pool = request();
    with_pool.reported = Money{10'000, euro()};
    Settlement settlement(policy_, with_pool);
    if (used) {
      EXPECT_TRUE(settlement.add(usage("r:1", "t1", 1, 100)).ok());
    }
    return settled(settlement, rights_).words();
  };
  EXPECT_THAT(words(true), ElementsAre("unattributed no-evidence 28.28 EUR", "platform retained 72.72 EUR"));
  EXPECT_THAT(words(false), ElementsAre("platform retained 72.00 EUR", "unattributed not-used 28.00 EUR"));
}

TEST_F(SettlementTest, RefusesAReportedPoolThatThePolicyDoesNotHave) {
  SettlementRequest with_pool = request();
  with_pool.reported = Money{1, currency_of("SEK").value()};
  EXPECT_THAT(Settlement(policy_, with_pool).allocate(rights_, {}).error().message,
              HasSubstr("0.01 SEK were reported, and the policy does not settle that currency"));
  policy_.scope = PoolScope::kService;
  EXPECT_THAT(Settlement(policy_, with_pool).allocate(rights_, {}).error().message,
              HasSubstr("the policy has no pool of kind pro-rata and scope settlement"));
}

TEST_F(SettlementTest, SettlesEachCurrencyByItself) {
  policy_.further_currencies = {currency_of("JPY").value()};
  Settlement settlement(policy_, request());
  UsageLine yen = usage("r:1", "t", 1, 1'001);
  yen.revenue.currency = currency_of("JPY").value();
  ASSERT_TRUE(settlement.add(yen).ok());
  ASSERT_TRUE(settlement.add(usage("r:2", "t", 1, 1'000)).ok());
  const Settled result = settled(settlement, rights_);
  EXPECT_THAT(result.words(), ElementsAre("unattributed no-evidence 2.80 EUR", "platform retained 7.20 EUR",
                                          "unattributed no-evidence 280.28 JPY", "platform retained 720.72 JPY"));
  ASSERT_EQ(result.allocation.currencies.size(), 2U);
  EXPECT_EQ(result.allocation.currencies[1].totals[0].amount.minor, 280);
  EXPECT_EQ(result.allocation.currencies[1].totals[1].amount.minor, 721);
}

TEST_F(SettlementTest, CapsWhatOneTrackDraws) {
  policy_.track_cap_ppm = 500'000;
  policy_.excess_to = Payee::kPlatform;
  policy_.rate.part_ppm = kWholePpm;
  rights_.own(Right::kMaster, "r1", "Anna");
  Settlement settlement(policy_, request());
  UsageLine abroad = usage("r:2", "t1", 30, 0);
  abroad.territory = "SE";
  ASSERT_TRUE(settlement.add(usage("r:1", "t1", 50, 10'000)).ok());
  ASSERT_TRUE(settlement.add(abroad).ok());
  ASSERT_TRUE(settlement.add(usage("r:3", "t2", 20, 0)).ok());
  ASSERT_TRUE(settlement.add(attribution("t1", {share("recording", "r1", "", kWholePpm)})).ok());
  const Settled result = settled(settlement, rights_);
  EXPECT_EQ(result.minor(Payee::kParty, "Anna"), 5'000);
  EXPECT_EQ(result.minor(Payee::kPlatform), 3'000);
  EXPECT_EQ(result.minor(Payee::kUnattributed), 2'000);
  EXPECT_EQ(result.lines[1].ground, Ground::kTrackCap);
  EXPECT_EQ(result.lines[1].tier, "");
  EXPECT_EQ(result.lines[1].amount.minor, 1'875);
}

TEST_F(SettlementTest, CapsWhatOnePartyReceives) {
  policy_.party_cap_ppm = 250'000;
  policy_.tiers = {{"recording", kWholePpm, 800'000, 200'000}};
  rights_.own(Right::kMaster, "r1", "Anna").own(Right::kPublishing, "w1", "Anna");
  rights_.own(Right::kMaster, "r2", "Bea").own(Right::kPublishing, "w3", "Cem");
  const Settled result = one_track({share("recording", "r1", "w1", 500'000), share("recording", "r2", "", 400'000),
                                    share("recording", "", "w3", 100'000)});
  EXPECT_EQ(result.minor(Payee::kParty, "Anna"), 25);
  EXPECT_EQ(result.minor(Payee::kParty, "Anna", Right::kMaster), 20);
  EXPECT_EQ(result.minor(Payee::kParty, "Bea"), 25);
  EXPECT_EQ(result.minor(Payee::kParty, "Cem"), 2);
  EXPECT_EQ(result.minor(Payee::kUnattributed), 25 + 7);
}

TEST_F(SettlementTest, CapsAPartyThatHoldsPublishingOnly) {
  policy_.party_cap_ppm = 250'000;
  policy_.tiers = {{"recording", kWholePpm, 0, kWholePpm}};
  rights_.own(Right::kPublishing, "w1", "Anna");
  const Settled result = one_track({share("recording", "r1", "w1", kWholePpm)});
  EXPECT_THAT(result.words(),
              ElementsAre("party Anna publishing attributed 1.00 EUR", "party Anna publishing party-cap -0.75 EUR",
                          "unattributed party-cap 0.75 EUR"));
  EXPECT_THAT(result.allocation.currencies[0].totals[0].parts, ElementsAre(AssetPart{"", -75}, AssetPart{"w1", 100}));
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
