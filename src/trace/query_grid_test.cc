#include "trace/query_grid.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <random>

#include <gtest/gtest.h>

#include "dsp/synthetic_fingerprint.h"

namespace tributary::trace {
namespace {

double distance_of(const dsp::Peak& peak, double frame, double pitch, const Tolerance& tolerance) {
  return std::abs(peak.frame - frame) / tolerance.frames + std::abs(peak.pitch - pitch) / tolerance.pitch;
}

bool is_within(const dsp::Peak& peak, double frame, double pitch, const Tolerance& tolerance) {
  return std::abs(peak.frame - frame) <= tolerance.frames && std::abs(peak.pitch - pitch) <= tolerance.pitch;
}

TEST(QueryGrid, FindsTheNearestOfAllPeaksWithinTheTolerance) {
  const auto query = dsp::random_fingerprint(20, 1, 1000);
  const QueryGrid grid(query);
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> any_frame(-5, dsp::seconds_to_frames(20) + 10);
  std::uniform_real_distribution<double> any_pitch(0, dsp::kPitchLimit - 1);
  std::size_t found = 0;
  for (int i = 0; i < 5000; ++i) {
    const Tolerance tolerance = i % 2 == 0 ? Tolerance{} : Tolerance{4, 8};
    const double frame = any_frame(random);
    const double pitch = any_pitch(random);
    std::optional<double> nearest;
    for (const dsp::Peak& peak : query.peaks)
      if (is_within(peak, frame, pitch, tolerance) &&
          (!nearest || distance_of(peak, frame, pitch, tolerance) < *nearest))
        nearest = distance_of(peak, frame, pitch, tolerance);
    const auto place = grid.nearest(frame, pitch, tolerance);
    ASSERT_EQ(place.has_value(), nearest.has_value());
    if (!place) continue;
    ++found;
    EXPECT_DOUBLE_EQ(distance_of(query.peaks[*place], frame, pitch, tolerance), *nearest);
  }
  EXPECT_GT(found, 500U);
  EXPECT_LT(found, 4500U);
}

TEST(QueryGrid, FindsNothingJustOutsideTheTolerance) {
  dsp::Fingerprint query;
  query.duration_s = 4;
  query.peaks = {{100, 500, 40}};
  const QueryGrid grid(query);
  EXPECT_TRUE(grid.nearest(101.5, 504, {}).has_value());
  EXPECT_FALSE(grid.nearest(101.51, 500, {}).has_value());
  EXPECT_FALSE(grid.nearest(98.49, 500, {}).has_value());
  EXPECT_FALSE(grid.nearest(100, 504.01, {}).has_value());
  EXPECT_FALSE(grid.nearest(100, 495.99, {}).has_value());
}

TEST(QueryGrid, NamesTheFirstPeakAtAFrameOrLater) {
  dsp::Fingerprint query;
  query.duration_s = 4;
  query.peaks = {{3, 1, 40}, {3, 2, 40}, {7, 1, 40}};
  const QueryGrid grid(query);
  EXPECT_EQ(grid.first_at(0), 0U);
  EXPECT_EQ(grid.first_at(3), 0U);
  EXPECT_EQ(grid.first_at(4), 2U);
  EXPECT_EQ(grid.first_at(8), 3U);
  EXPECT_EQ(grid.first_at(4000000000U), 3U);
}

TEST(QueryGrid, StatesChanceAsAProbabilityWithItsLogarithms) {
  for (const int peaks_per_second : {0, 1, 100, 20000}) {
    const auto query = dsp::random_fingerprint(10, 3, peaks_per_second);
    const QueryGrid grid(query);
    for (double frame = -10; frame < 1000; frame += 37)
      for (double pitch = 0; pitch < dsp::kPitchLimit; pitch += 11) {
        const Chance& chance = grid.chance(frame, pitch);
        EXPECT_GT(chance.probability, 0.0F);
        EXPECT_LT(chance.probability, 1.0F);
        EXPECT_NEAR(std::exp(chance.log_found), chance.probability, 1e-5);
        EXPECT_NEAR(std::exp(chance.log_missed), 1 - chance.probability, 1e-5);
      }
  }
}

// Measured, not assumed: a random point meets a peak about as often as chance() says.
TEST(QueryGrid, StatesChanceAsItIs) {
  double before = 0;
  for (const int peaks_per_second : {100, 400, 1600}) {
    const auto query = dsp::random_fingerprint(60, 4, peaks_per_second);
    const QueryGrid grid(query);
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> any_frame(50, dsp::seconds_to_frames(60) - 50);
    std::uniform_real_distribution<double> any_pitch(20, dsp::kPitchLimit - 20);
    constexpr int kPoints = 20000;
    double met = 0;
    double expected = 0;
    for (int i = 0; i < kPoints; ++i) {
      const double frame = any_frame(random);
      const double pitch = any_pitch(random);
      met += grid.nearest(frame, pitch, {}) ? 1 : 0;
      expected += static_cast<double>(grid.chance(frame, pitch).probability);
    }
    EXPECT_NEAR(expected / met, 1, 0.2) << peaks_per_second << " peaks per second";
    EXPECT_GT(expected, before);
    before = expected;
  }
}

TEST(QueryGrid, StatesHowCommonALevelIsAround) {
  dsp::Fingerprint query;
  query.duration_s = 60;
  for (std::uint32_t frame = 0; frame < dsp::seconds_to_frames(30); frame += 5) {
    query.peaks.push_back({frame, 100, 20});
    query.peaks.push_back({frame, 900, 50});
  }
  const QueryGrid grid(query);
  EXPECT_GT(grid.level_chance(500, 100, 20), 5 * grid.level_chance(500, 100, 50));
  EXPECT_GT(grid.level_chance(500, 900, 50), 5 * grid.level_chance(500, 900, 20));
  // Nothing is known where there are no peaks.
  EXPECT_EQ(grid.level_chance(3500, 100, 20), grid.level_chance(3500, 100, 50));
  for (const double pitch : {100.0, 550.0, 900.0})
    for (const double frame : {-10.0, 500.0, 1e6}) {
      float sum = 0;
      for (int level = 0; level < dsp::kPeakLevels; ++level) {
        const float chance = grid.level_chance(frame, pitch, static_cast<std::uint8_t>(level));
        EXPECT_GT(chance, 0.0F);
        sum += chance;
      }
      EXPECT_NEAR(sum, 1, 1e-4);
    }
}

TEST(QueryGrid, TakesAQueryWithoutPeaks) {
  const dsp::Fingerprint query;
  const QueryGrid grid(query);
  EXPECT_FALSE(grid.nearest(0, 0, {}).has_value());
  EXPECT_GT(grid.chance(0, 0).probability, 0.0F);
}

}  // namespace
}  // namespace tributary::trace
