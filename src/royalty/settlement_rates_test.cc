#include "royalty/settlement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "royalty/test_settlement.h"

namespace tributary::royalty {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SettlementRatesTest : public ::testing::Test, protected SettlementScene {};

TEST_F(SettlementRatesTest, LosesNoTariffBelowTheMinorUnit) {
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

TEST_F(SettlementRatesTest, RoundsWhatCameInAsThePolicySays) {
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

TEST_F(SettlementRatesTest, DividesAFixedFeeAmongLicensedWorksAlike) {
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

TEST_F(SettlementRatesTest, SharesAnEqualPoolAmongWhatWasFoundWhereNoWorksAreGiven) {
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

TEST_F(SettlementRatesTest, LeavesAnEqualPoolWithoutWorksAsItIs) {
  policy_.unattributed_to = Payee::kEqualPool;
  policy_.equal_pool = {kWholePpm, 0, "SE"};
  EXPECT_EQ(one_track({}).minor(Payee::kEqualPool), 100);
}

TEST_F(SettlementRatesTest, OwesAMinimumWhereNetIncomeIsLess) {
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

TEST_F(SettlementRatesTest, GivesEachUsersMoneyToWhatThatUserPlayed) {
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

TEST_F(SettlementRatesTest, KeepsPoolsOfTheirScopeApart) {
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

TEST_F(SettlementRatesTest, PaysATrackItsOwnRevenueWithoutAPool) {
  policy_.pool = PoolKind::kDirect;
  Settlement settlement(policy_, request());
  ASSERT_TRUE(settlement.add(usage("r:1", "t1", 0, 1'000)).ok());
  ASSERT_TRUE(settlement.add(usage("r:2", "t2", 9, 2'000)).ok());
  EXPECT_THAT(settled(settlement, rights_).words(),
              ElementsAre("unattributed no-evidence 2.80 EUR", "unattributed no-evidence 5.60 EUR",
                          "platform retained 21.60 EUR"));
}

TEST_F(SettlementRatesTest, TakesAPoolThatIsReportedByItself) {
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

TEST_F(SettlementRatesTest, RefusesAReportedPoolThatThePolicyDoesNotHave) {
  SettlementRequest with_pool = request();
  with_pool.reported = Money{1, currency_of("SEK").value()};
  EXPECT_THAT(Settlement(policy_, with_pool).allocate(rights_, {}).error().message,
              HasSubstr("0.01 SEK were reported, and the policy does not settle that currency"));
  policy_.scope = PoolScope::kService;
  EXPECT_THAT(Settlement(policy_, with_pool).allocate(rights_, {}).error().message,
              HasSubstr("the policy has no pool of kind pro-rata and scope settlement"));
}

TEST_F(SettlementRatesTest, SettlesEachCurrencyByItself) {
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

TEST_F(SettlementRatesTest, CapsWhatOneTrackDraws) {
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

TEST_F(SettlementRatesTest, CapsWhatOnePartyReceives) {
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

TEST_F(SettlementRatesTest, CapsAPartyThatHoldsPublishingOnly) {
  policy_.party_cap_ppm = 250'000;
  policy_.tiers = {{"recording", kWholePpm, 0, kWholePpm}};
  rights_.own(Right::kPublishing, "w1", "Anna");
  const Settled result = one_track({share("recording", "r1", "w1", kWholePpm)});
  EXPECT_THAT(result.words(),
              ElementsAre("party Anna publishing attributed 1.00 EUR", "party Anna publishing party-cap -0.75 EUR",
                          "unattributed party-cap 0.75 EUR"));
  EXPECT_THAT(result.allocation.currencies[0].totals[0].parts, ElementsAre(AssetPart{"", -75}, AssetPart{"w1", 100}));
}

}  // namespace
}  // namespace tributary::royalty
