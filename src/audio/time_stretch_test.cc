#include "audio/time_stretch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/test_signal.h"

namespace tributary::audio {
namespace {

constexpr int kRateHz = 44100;

// Short enough that a slight wander of the phase does not matter.
std::vector<float> left_middle(const std::vector<float>& stereo) {
  constexpr std::size_t kFrames = 4096;
  const std::size_t first = stereo.size() / 4 * 2;  // a frame's left sample
  std::vector<float> left;
  for (std::size_t i = 0; i < kFrames; ++i) left.push_back(stereo[first + 2 * i]);
  return left;
}

// The share of the signal's power that lies at one frequency.
double purity(const std::vector<float>& mono, double frequency_hz) {
  const double amplitude = amplitude_at(mono, kRateHz, frequency_hz);
  return amplitude * amplitude / 2 / mean_square(mono);
}

TEST(Stretch, ChangesDurationAndKeepsPitch) {
  for (const double ratio : {0.8, 1.0, 1.25}) {
    const auto out = stretch(sine(kRateHz, 2, 3, 440), 2, kRateHz, ratio, 0);
    ASSERT_TRUE(out) << out.error().message;
    EXPECT_EQ(out->size(), 2 * static_cast<std::size_t>(std::llround(3 * kRateHz * ratio)));
    EXPECT_GT(purity(left_middle(*out), 440), 0.9) << ratio;
  }
}

TEST(Stretch, ChangesPitchAndKeepsDuration) {
  const auto out = stretch(sine(kRateHz, 2, 3, 440), 2, kRateHz, 1, 12);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->size(), 2U * 3 * kRateHz);
  EXPECT_GT(purity(left_middle(*out), 880), 0.9);
  EXPECT_LT(purity(left_middle(*out), 440), 0.01);
}

TEST(Stretch, TakesMonoAndTheSameInputGivesTheSameSamples) {
  const auto samples = sine(kRateHz, 1, 1, 300);
  const auto a = stretch(samples, 1, kRateHz, 1.1, -2);
  const auto b = stretch(samples, 1, kRateHz, 1.1, -2);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(*a, *b);
  EXPECT_EQ(a->size(), static_cast<std::size_t>(std::llround(kRateHz * 1.1)));
  EXPECT_TRUE(stretch({}, 1, kRateHz, 1.1, 0)->empty());
}

TEST(Stretch, NamesAValueOutOfRange) {
  const auto out = stretch(sine(kRateHz, 1, 0.1, 440), 1, kRateHz, 9, 0);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::kInvalidInput);
  EXPECT_THAT(out.error().message, testing::HasSubstr("time ratio 9"));
}

}  // namespace
}  // namespace tributary::audio
