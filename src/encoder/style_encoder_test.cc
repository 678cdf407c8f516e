#include "encoder/style_encoder.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::encoder {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kBins = 216;

// Notes of decaying partials at random moments; `bright` is how slowly the partials fall off.
std::vector<std::uint8_t> melody(std::size_t frames, double bright, int transposition, std::uint64_t seed) {
  std::vector<std::uint8_t> levels(frames * kBins, 20);
  std::mt19937_64 random(seed);
  for (std::size_t onset = 0; onset < frames; onset += 4 + random() % 6) {
    const auto pitch = 30 + static_cast<int>(random() % 24) * 3 + transposition * 3;
    for (int partial = 1; partial <= 10; ++partial) {
      const auto bin = static_cast<std::size_t>(pitch + std::lround(36 * std::log2(partial)));
      if (bin >= kBins) break;
      for (std::size_t frame = onset; frame < std::min(onset + 8, frames); ++frame) {
        const double level = 170 - 40 * (1 - bright) * (partial - 1) - 4 * static_cast<double>(frame - onset);
        std::uint8_t& cell = levels[frame * kBins + bin];
        cell = std::max(cell, static_cast<std::uint8_t>(std::max(level, 20.0)));
      }
    }
  }
  return levels;
}

// Takes the first statistics as they are.
StyleWeights plain_weights() {
  StyleWeights weights{std::vector<float>(kStyleStatistics, 0), std::vector<float>(kStyleStatistics, 0.1F),
                       std::vector<float>(kStyleDimensions * kStyleStatistics)};
  for (std::size_t d = 0; d < kStyleDimensions; ++d) weights.projection[d * kStyleStatistics + d] = 1;
  return weights;
}

StyleEncoder plain_encoder() {
  auto encoder = StyleEncoder::from_tensors(plain_weights().to_tensors(), "plain");
  EXPECT_TRUE(encoder.ok());
  return std::move(encoder).value();
}

double distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto difference = static_cast<double>(a[i] - b[i]);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

TEST(StyleStatistics, has_a_window_every_five_seconds) {
  EXPECT_EQ(style_statistics({}).windows, 0U);
  EXPECT_EQ(style_statistics(melody(1, 0.5, 0, 1)).windows, 1U);
  EXPECT_EQ(style_statistics(melody(300, 0.5, 0, 1)).windows, 1U);
  EXPECT_EQ(style_statistics(melody(399, 0.5, 0, 1)).windows, 1U);
  EXPECT_EQ(style_statistics(melody(400, 0.5, 0, 1)).windows, 2U);
  EXPECT_EQ(style_statistics(melody(3600, 0.5, 0, 1)).windows, 34U);
  const StyleStatistics statistics = style_statistics(melody(3600, 0.5, 0, 1));
  EXPECT_EQ(statistics.values.size(), 34 * kStyleStatistics);
  EXPECT_TRUE(
      std::all_of(statistics.values.begin(), statistics.values.end(), [](float v) { return std::isfinite(v); }));
}

TEST(StyleStatistics, does_not_hear_the_gain) {
  std::vector<std::uint8_t> levels = melody(300, 0.5, 0, 1);
  const StyleStatistics loud = style_statistics(levels);
  for (std::uint8_t& level : levels) level = static_cast<std::uint8_t>(level - 12);
  EXPECT_LT(distance(loud.window(0), style_statistics(levels).window(0)), 0.1);
}

// Another tune in another key on the same instrument is nearer than the same tune on a brighter one.
TEST(StyleStatistics, tell_instruments_apart_rather_than_tunes) {
  const auto own = style_statistics(melody(300, 0.4, 0, 1));
  const auto other_tune = style_statistics(melody(300, 0.4, 2, 2));
  const auto other_sound = style_statistics(melody(300, 0.9, 0, 1));
  EXPECT_LT(2 * distance(own.window(0), other_tune.window(0)), distance(own.window(0), other_sound.window(0)));
}

TEST(StyleStatistics, hear_nothing_in_silence) {
  std::vector<std::uint8_t> levels = melody(1000, 0.5, 0, 1);
  std::fill(levels.begin() + 400 * kBins, levels.end(), std::uint8_t{0});
  const StyleStatistics statistics = style_statistics(levels);
  EXPECT_TRUE(statistics.sounding.front());
  EXPECT_FALSE(statistics.sounding.back());
  const auto last = statistics.window(statistics.windows - 1);
  EXPECT_TRUE(std::all_of(last.begin(), last.end(), [](float value) { return value == 0; }));
}

TEST(StyleEncoder, gives_unit_vectors_and_zeros_for_silence) {
  std::vector<std::uint8_t> levels = melody(1000, 0.5, 0, 1);
  std::fill(levels.begin() + 400 * kBins, levels.end(), std::uint8_t{0});
  const auto vectors = plain_encoder().encode(levels);
  ASSERT_TRUE(vectors.ok());
  EXPECT_EQ(vectors->windows, 8U);
  const std::vector<float> zeros(kStyleDimensions);
  EXPECT_NEAR(distance(std::span(vectors->values).first(kStyleDimensions), zeros), 1, 1e-5);
  EXPECT_EQ(distance(std::span(vectors->values).last(kStyleDimensions), zeros), 0);
}

TEST(StyleEncoder, refuses_levels_that_are_no_whole_frames) {
  const std::vector<std::uint8_t> levels(kBins + 1);
  EXPECT_EQ(plain_encoder().encode(levels).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(plain_encoder().encode({}).error().code, ErrorCode::kInvalidInput);
}

TEST(StyleEncoder, refuses_weights_that_are_none) {
  auto tensors = plain_weights().to_tensors();
  tensors[2].shape = {1, static_cast<std::int64_t>(tensors[2].values.size())};
  EXPECT_THAT(StyleEncoder::from_tensors(tensors, "w").error().message, HasSubstr("w: tensor projection"));
  tensors = plain_weights().to_tensors();
  tensors[0].values[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(StyleEncoder::from_tensors(tensors, "w").error().message, HasSubstr("w: tensor mean"));
  tensors.pop_back();
  tensors.erase(tensors.begin());
  EXPECT_THAT(StyleEncoder::from_tensors(tensors, "w").error().message, HasSubstr("w: has no tensor mean"));
}

}  // namespace
}  // namespace tributary::encoder
