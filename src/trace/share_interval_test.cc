#include "trace/share_interval.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace tributary::trace {
namespace {

// One claim that holds the first half of a minute.
ShareGame half_of_a_minute() {
  std::vector<Voice> voices;
  for (int second = 0; second < 30; ++second) voices.push_back({1.0 / 60, 1, second + 0.5, {{0, 1}}});
  return ShareGame(voices, std::vector<Player>{{"A", ""}});
}

TierCalibration sure() {
  TierCalibration tier;
  tier.intercept = 50;
  return tier;
}

std::vector<double> of_claim(const std::vector<std::vector<double>>& replicates, std::size_t claim) {
  std::vector<double> values;
  for (const auto& replicate : replicates) values.push_back(replicate[claim]);
  return values;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

TEST(ShareInterval, OfASureMatchIsAsWideAsItsEnds) {
  TierCalibration tier = sure();
  tier.edge_s = 0.6;
  const std::vector<ClaimEvidence> evidence{{&tier, 100, 30}};
  const auto values = of_claim(resampled_shares(half_of_a_minute(), evidence, 100, 7), 0);
  EXPECT_NEAR(mean_of(values), 0.5, 0.005);
  EXPECT_NEAR(deviation_of(values), std::sqrt(2.0) * 0.6 / 60, 0.002);
}

TEST(ShareInterval, HoldsHowOftenAMatchIsWrong) {
  TierCalibration tier;
  tier.edge_s = 0;
  tier.intercept = std::log(0.8 / 0.2);
  tier.slope = 0;
  const std::vector<ClaimEvidence> evidence{{&tier, 0, 30}};
  const auto values = of_claim(resampled_shares(half_of_a_minute(), evidence, 100, 7), 0);
  EXPECT_NEAR(mean_of(values), 0.4, 0.04);
  EXPECT_NEAR(deviation_of(values), 0.5 * std::sqrt(0.8 * 0.2), 0.03);
}

// What the fit leaves open makes an interval wider.
TEST(ShareInterval, GrowsWithTheUncertaintyOfTheCalibration) {
  TierCalibration tier;
  tier.edge_s = 0;
  tier.intercept = 4;
  tier.slope = 0;
  const std::vector<ClaimEvidence> evidence{{&tier, 0, 30}};
  const double known = deviation_of(of_claim(resampled_shares(half_of_a_minute(), evidence, 100, 7), 0));
  tier.intercept_variance = 9;
  EXPECT_GT(deviation_of(of_claim(resampled_shares(half_of_a_minute(), evidence, 100, 7), 0)), 1.3 * known);
}

// How loud something is beside another is known less well than that it sounds alone.
TEST(ShareInterval, HoldsHowFarAPartOfAMixMayBeOff) {
  const auto deviation = [](double part, double part_deviation) {
    std::vector<Voice> voices;
    for (int second = 0; second < 60; ++second) voices.push_back({1.0 / 60, part, second + 0.5, {{0, 1}}});
    const ShareGame game(voices, std::vector<Player>{{"A", ""}});
    TierCalibration tier = sure();
    tier.edge_s = 0;
    tier.part_deviation = part_deviation;
    const std::vector<ClaimEvidence> evidence{{&tier, 100, 60}};
    return deviation_of(of_claim(resampled_shares(game, evidence, 100, 7), 0));
  };
  EXPECT_NEAR(deviation(0.5, 0), 0, 1e-12);
  EXPECT_NEAR(deviation(0.5, 0.4), 0.4 / 4, 0.015);
  EXPECT_NEAR(deviation(1, 0.4), 0, 1e-12);
}

// Two that sound together, with parts that change from stretch to stretch.
TEST(ShareInterval, HoldsHowMuchAPartOfAMixVaries) {
  std::vector<Voice> voices;
  for (int second = 0; second < 60; ++second) {
    const double part = second / 5 % 2 == 0 ? 0.3 : 0.7;
    voices.push_back({1.0 / 60, part, second + 0.5, {{0, 1}}});
    voices.push_back({1.0 / 60, 1 - part, second + 0.5, {{1, 1}}});
  }
  const ShareGame game(voices, std::vector<Player>{{"A", ""}, {"B", ""}});
  TierCalibration tier = sure();
  tier.edge_s = 0;
  const std::vector<ClaimEvidence> evidence{{&tier, 100, 60}, {&tier, 100, 60}};
  const auto values = of_claim(resampled_shares(game, evidence, 100, 7), 0);
  EXPECT_NEAR(mean_of(values), 0.5, 0.02);
  EXPECT_NEAR(deviation_of(values), 0.2 / std::sqrt(12.0), 0.015);
}

TEST(ShareInterval, IsTheSameForTheSameQuery) {
  const TierCalibration tier;
  const std::vector<ClaimEvidence> evidence{{&tier, 3, 30}};
  const auto first = resampled_shares(half_of_a_minute(), evidence, 100, seed_of("ab12"));
  EXPECT_EQ(resampled_shares(half_of_a_minute(), evidence, 100, seed_of("ab12")), first);
  EXPECT_NE(resampled_shares(half_of_a_minute(), evidence, 100, seed_of("ab13")), first);
}

TEST(ShareInterval, HoldsTheShareAndStaysWithinTheWhole) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int round = 0; round < 300; ++round) {
    TierCalibration tier;
    tier.low_factor = 4 * uniform(random);
    tier.high_factor = 4 * uniform(random);
    std::vector<double> replicates(50);
    for (double& value : replicates) value = uniform(random);
    const double share = uniform(random);
    const ShareInterval interval = interval_of(share, replicates, tier);
    EXPECT_LE(0, interval.low);
    EXPECT_LE(interval.low, share);
    EXPECT_LE(share, interval.high);
    EXPECT_LE(interval.high, 1);
  }
}

TEST(ShareInterval, OfNothingIsNothing) {
  const auto replicates = resampled_shares(ShareGame({}, {}), {}, 100, 1);
  ASSERT_EQ(replicates.size(), kReplicates);
  EXPECT_TRUE(replicates.front().empty());
}

}  // namespace
}  // namespace tributary::trace
