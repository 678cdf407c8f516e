#include "trace/level_gains.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <random>

#include <gtest/gtest.h>

#include "dsp/synthetic_fingerprint.h"

namespace tributary::trace {
namespace {

const dsp::Fingerprint kRecording = dsp::random_fingerprint(60, 1);
constexpr double kStart_s = 10;
constexpr double kLength_s = 20;
const Line kLine{dsp::seconds_to_frames(kStart_s), 1, 0};
const Span kSpan{0, dsp::seconds_to_frames(kLength_s)};

// Twenty seconds of the recording, a fifth of its peaks lost, each level moved by so many steps.
dsp::Fingerprint excerpt(const std::function<int(const dsp::Peak&)>& steps) {
  dsp::Fingerprint query = dsp::treated(kRecording, {.start_s = kStart_s, .duration_s = kLength_s, .dropped = 0.2}, 2);
  for (dsp::Peak& peak : query.peaks)
    peak.level = static_cast<std::uint8_t>(std::clamp(peak.level + steps(peak), 0, dsp::kPeakLevels - 1));
  return query;
}

std::optional<LevelGains> gains_of(const dsp::Fingerprint& query, Span span = kSpan) {
  return LevelGains::fit(QueryGrid(query), ReferencePeaks(kRecording), kLine, span);
}

double decibels(double power) { return 10 * std::log10(power); }

TEST(LevelGains, FindTheGainOfAWholeMatch) {
  const auto gains = gains_of(excerpt([](const dsp::Peak&) { return -6; }));
  ASSERT_TRUE(gains);
  for (const std::size_t second : {0U, 7U, 19U, 50U})
    for (const std::size_t band : {0U, 5U, 15U}) EXPECT_NEAR(decibels(gains->power_gain(second, band)), -9, 0.5);
  EXPECT_NEAR(gains->agreement(), 0.8, 0.05) << "a fifth of the peaks is lost";
}

// Low pitches are 12 dB softer than high ones, as behind an equaliser.
TEST(LevelGains, FollowAnEqualiser) {
  const auto gains = gains_of(excerpt([](const dsp::Peak& peak) { return peak.pitch < 500 ? -6 : 2; }));
  ASSERT_TRUE(gains);
  EXPECT_NEAR(decibels(gains->power_gain(10, 4)), -9, 1);
  EXPECT_NEAR(decibels(gains->power_gain(10, 11)), 3, 1);
}

TEST(LevelGains, FollowTheLoudnessOverTime) {
  const auto gains = gains_of(
      excerpt([](const dsp::Peak& peak) { return peak.frame < dsp::seconds_to_frames(kLength_s / 2) ? -6 : 2; }));
  ASSERT_TRUE(gains);
  EXPECT_NEAR(decibels(gains->power_gain(2, 8)), -9, 1);
  EXPECT_NEAR(decibels(gains->power_gain(17, 8)), 3, 1);
}

// What sounds on top raises half of the peaks by anything.
TEST(LevelGains, AreNotMovedByWhatSoundsOnTop) {
  std::mt19937_64 random(3);
  const auto gains = gains_of(
      excerpt([&](const dsp::Peak&) { return -6 + (random() % 2 == 0 ? static_cast<int>(random() % 16) : 0); }));
  ASSERT_TRUE(gains);
  EXPECT_NEAR(decibels(gains->power_gain(10, 8)), -9, 1);
  EXPECT_LT(gains->agreement(), 0.6);
}

// The same notes, played anew: the peaks are there, at any level.
TEST(LevelGains, OfPeaksAtOtherLevelsAgreeOnLittle) {
  std::mt19937_64 random(4);
  const auto gains = gains_of(excerpt([&](const dsp::Peak&) { return static_cast<int>(random() % 32) - 16; }));
  ASSERT_TRUE(gains);
  EXPECT_LT(gains->agreement(), 0.25);
}

TEST(LevelGains, AskForSomePeaks) {
  const dsp::Fingerprint query = excerpt([](const dsp::Peak&) { return 0; });
  EXPECT_FALSE(gains_of(query, {0, 6}));
  EXPECT_FALSE(gains_of({}));
}

}  // namespace
}  // namespace tributary::trace
