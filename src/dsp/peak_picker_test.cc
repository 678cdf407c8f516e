#include "dsp/peak_picker.h"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::dsp {
namespace {

struct Point {
  std::uint32_t frame;
  std::size_t step;
  float power;
};

// The peaks of a spectrogram that is silent but for these points.
std::vector<Peak> peaks_of(const std::vector<Point>& points, std::uint32_t frames = 60) {
  std::vector<std::array<float, kPitchSteps>> spectrogram(frames);
  for (const Point& point : points) spectrogram[point.frame][point.step] = point.power;
  PeakPicker picker;
  std::vector<Peak> peaks;
  for (const auto& frame : spectrogram) picker.add(frame, peaks);
  picker.finish(peaks);
  return peaks;
}

TEST(PeakPicker, FindsOnePointAtItsPlace) {
  const auto peaks = peaks_of({{30, 100, 0.5F}});
  ASSERT_EQ(peaks.size(), 1U);
  EXPECT_EQ(peaks[0].frame, 30U);
  EXPECT_EQ(peaks[0].pitch, 100 * kPeakPitchPerStep);
}

TEST(PeakPicker, FindsPointsOnTheFirstAndTheLastFrame) {
  const auto peaks = peaks_of({{0, 100, 0.5F}, {59, 50, 0.5F}});
  ASSERT_EQ(peaks.size(), 2U);
  EXPECT_EQ(peaks[0].frame, 0U);
  EXPECT_EQ(peaks[1].frame, 59U);
}

TEST(PeakPicker, KeepsTheLouderOfTwoPointsWithinItsRadius) {
  for (const auto& [frame, step] : {std::pair<std::uint32_t, std::size_t>{30 + PeakPicker::kRadiusFrames, 100},
                                    {30, 100 + PeakPicker::kRadiusSteps},
                                    {30 - PeakPicker::kRadiusFrames, 100 - PeakPicker::kRadiusSteps}}) {
    const auto peaks = peaks_of({{30, 100, 0.5F}, {frame, step, 0.4F}});
    ASSERT_EQ(peaks.size(), 1U);
    EXPECT_EQ(peaks[0].frame, 30U);
    EXPECT_EQ(peaks[0].pitch, 100 * kPeakPitchPerStep);
  }
}

TEST(PeakPicker, KeepsBothPointsBeyondItsRadius) {
  EXPECT_EQ(peaks_of({{30, 100, 0.5F}, {30 + PeakPicker::kRadiusFrames + 1, 100, 0.4F}}).size(), 2U);
  EXPECT_EQ(peaks_of({{30, 100, 0.5F}, {30, 100 + PeakPicker::kRadiusSteps + 1, 0.4F}}).size(), 2U);
}

TEST(PeakPicker, PlacesAPeakBetweenTwoSteps) {
  // A parabola in decibels with its top a quarter of a step above step 100.
  std::vector<Point> points;
  for (std::size_t step = 98; step <= 102; ++step) {
    const double distance = static_cast<double>(step) - 100.25;
    points.push_back({30, step, static_cast<float>(std::pow(10.0, -distance * distance))});
  }
  const auto peaks = peaks_of(points);
  ASSERT_EQ(peaks.size(), 1U);
  EXPECT_EQ(peaks[0].pitch, 100 * kPeakPitchPerStep + 1);
}

TEST(PeakPicker, StatesTheLevelInItsSteps) {
  const auto loud = peaks_of({{30, 100, 0.1F}});
  const auto quiet = peaks_of({{30, 100, 0.0001F}});
  ASSERT_EQ(loud.size(), 1U);
  ASSERT_EQ(quiet.size(), 1U);
  EXPECT_NEAR(loud[0].level - quiet[0].level, 30 / kPeakLevelStepDb, 1);
}

TEST(PeakPicker, PassesOverWhatCodecsLeaveOfSilence) { EXPECT_TRUE(peaks_of({{30, 100, 1e-10F}}).empty()); }

TEST(PeakPicker, KeepsEveryPeakOnThePitchAxis) {
  std::vector<Point> points;
  for (std::size_t step = 0; step < kPitchSteps; step += 5) points.push_back({30, step, 0.5F});
  points.push_back({10, kPitchSteps - 1, 0.5F});
  for (const Peak& peak : peaks_of(points)) EXPECT_LT(peak.pitch, kPitchSteps * kPeakPitchPerStep);
}

}  // namespace
}  // namespace tributary::dsp
