#include "pipeline/feature_extraction.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "audio/encoder.h"
#include "index/style_features.h"

namespace tributary::pipeline {
namespace {

constexpr int kRateHz = 16000;

// A chord that changes every second, silent from `silent_from_s` to `silent_to_s`.
std::vector<float> chords(double duration_s, double silent_from_s, double silent_to_s) {
  std::vector<float> samples(static_cast<std::size_t>(duration_s * kRateHz));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t_s = static_cast<double>(i) / kRateHz;
    if (t_s >= silent_from_s && t_s < silent_to_s) continue;
    const double root_hz = 220 * std::pow(2, std::fmod(7 * std::floor(t_s), 12) / 12);
    for (const double ratio : {1.0, 1.25, 1.5})
      samples[i] += 0.1F * static_cast<float>(std::sin(2 * std::numbers::pi * root_hz * ratio * t_s));
  }
  return samples;
}

Features features_of(const std::vector<float>& samples) {
  const std::filesystem::path path =
      std::filesystem::path(::testing::TempDir()) / ("features_" + std::to_string(::getpid()) + ".wav");
  EXPECT_TRUE(audio::encode_file(path, samples, {audio::Codec::kWavPcm16, kRateHz, 1, 0, {}}).ok());
  const auto listener = Listener::create();
  EXPECT_TRUE(listener.ok());
  auto features = extract_features(path, Role::kReference, *listener, nullptr);
  EXPECT_TRUE(features.ok());
  std::filesystem::remove(path);
  return std::move(features).value();
}

bool is_zero(const index::CompositionFeatures& features, double second) {
  const auto frame = static_cast<std::ptrdiff_t>(second * index::kCompositionFramesPerSecond);
  const auto size = static_cast<std::ptrdiff_t>(index::kCompositionFrameValues);
  const auto first = features.frames.begin() + frame * size;
  return std::all_of(first, first + size, [](std::int8_t value) { return value == 0; });
}

TEST(FeatureExtraction, LeavesNoCompositionInSilence) {
  const Features features = features_of(chords(12, 4, 8));
  ASSERT_EQ(features.composition.frame_count(), 60U);
  for (const double second : {1.0, 3.0, 9.0, 11.0}) EXPECT_FALSE(is_zero(features.composition, second)) << second;
  for (const double second : {5.0, 6.0}) EXPECT_TRUE(is_zero(features.composition, second)) << second;
}

TEST(FeatureExtraction, HearsTheStyleOfALongTrackAsThatOfItsParts) {
  constexpr double kTrack_s = 700;  // longer than what is heard at once, twice
  constexpr double kPart_s = 300;
  const std::vector<float> track = chords(kTrack_s, 0, 0);
  const Features whole = features_of(track);
  ASSERT_EQ(whole.style_windows.size(), static_cast<std::size_t>((kTrack_s - 15) / 5 + 1) * index::kStyleValues);
  const auto start = track.begin() + static_cast<std::ptrdiff_t>(240 * kRateHz);
  const Features part = features_of({start, start + static_cast<std::ptrdiff_t>(kPart_s * kRateHz)});
  constexpr std::size_t kFirst = 240 / 5;
  for (std::size_t window = 1; window + 1 < part.style_windows.size() / index::kStyleValues; ++window) {
    double product = 0;
    for (std::size_t i = 0; i < index::kStyleValues; ++i)
      product += part.style_windows[window * index::kStyleValues + i] *
                 whole.style_windows[(kFirst + window) * index::kStyleValues + i];
    EXPECT_GT(product / (index::kStyleNorm * index::kStyleNorm), 0.99) << window;
  }
}

}  // namespace
}  // namespace tributary::pipeline
