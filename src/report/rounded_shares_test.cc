#include "report/rounded_shares.h"

#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::report {
namespace {

TierAnswer tier_of(const std::vector<Ppm>& parts) {
  TierAnswer answer;
  for (const Ppm part : parts) {
    RecordingShare share;
    share.share_ppm = part;
    answer.shares.push_back(share);
    answer.unattributed_ppm -= part;
  }
  return answer;
}

TEST(RoundedShares, AStepIsNoFinerThanTheEdgesAreKnown) {
  EXPECT_EQ(resolution_percent(Tier::kRecording, 180), 1);
  EXPECT_EQ(resolution_percent(Tier::kRecording, 100), 1);
  EXPECT_EQ(resolution_percent(Tier::kRecording, 99), 2);
  EXPECT_EQ(resolution_percent(Tier::kRecording, 20), 5);
  EXPECT_EQ(resolution_percent(Tier::kRecording, 5), 10);
  EXPECT_EQ(resolution_percent(Tier::kComposition, 180), 2);
  EXPECT_EQ(resolution_percent(Tier::kComposition, 60), 5);
}

TEST(RoundedShares, GiveWhatIsMissingToTheLargestRemainder) {
  const RoundedShares rounded = rounded_shares(Tier::kRecording, tier_of({304'000, 98'000}), 180);
  EXPECT_THAT(rounded.percent, testing::ElementsAre(30, 10));
  EXPECT_EQ(rounded.unattributed_percent, 60);
  EXPECT_THAT(rounded_shares(Tier::kRecording, tier_of({333'333, 333'333, 333'334}), 20).percent,
              testing::ElementsAre(35, 30, 35));
}

TEST(RoundedShares, AlwaysAddUpToTheWhole) {
  std::mt19937_64 random(20261125);
  for (int round = 0; round < 300; ++round) {
    std::vector<Ppm> parts(random() % 12);
    for (Ppm& part : parts) part = static_cast<Ppm>(random() % 80'000);
    for (const double duration_s : {4.0, 30.0, 70.0, 200.0}) {
      const RoundedShares rounded = rounded_shares(Tier::kRecording, tier_of(parts), duration_s);
      ASSERT_EQ(std::accumulate(rounded.percent.begin(), rounded.percent.end(), rounded.unattributed_percent), 100);
      for (std::size_t i = 0; i < parts.size(); ++i)
        ASSERT_NEAR(rounded.percent[i], parts[i] / 10'000.0, rounded.step_percent);
    }
  }
}

TEST(RoundedShares, WhatRoundsToNothingIsStillThere) {
  EXPECT_EQ(share_text(900, 0, 1), "less than 1%");
  EXPECT_EQ(share_text(0, 0, 1), "0%");
  EXPECT_EQ(share_text(304'000, 30, 1), "30%");
}

}  // namespace
}  // namespace tributary::report
