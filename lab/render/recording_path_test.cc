// Rooms and mastering change a sound as they should and no more.
#include "lab/render/recording_path.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "lab/random/random.h"
#include "lab/sound/convolution.h"

namespace tributary::lab {
namespace {

constexpr int kRateHz = 16000;

std::vector<float> sine(double frequency_hz, double amplitude, double duration_s) {
  std::vector<float> samples(static_cast<std::size_t>(duration_s * kRateHz));
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<float>(amplitude *
                                    std::sin(2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / kRateHz));
  return samples;
}

double power(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return sum / static_cast<double>(samples.size());
}

TEST(Convolved, IsTheSumOfShiftedResponses) {
  Random random(1);
  std::vector<float> signal(700);
  std::vector<float> response(130);
  for (float& sample : signal) sample = static_cast<float>(random.normal());
  for (float& sample : response) sample = static_cast<float>(random.normal());
  const std::vector<float> found = convolved(signal, response);
  ASSERT_EQ(found.size(), 829U);
  for (std::size_t i = 0; i < found.size(); ++i) {
    double expected = 0;
    for (std::size_t j = 0; j < response.size(); ++j)
      if (i >= j && i - j < signal.size())
        expected += static_cast<double>(signal[i - j]) * static_cast<double>(response[j]);
    EXPECT_NEAR(static_cast<double>(found[i]), expected, 1e-4) << i;
  }
  EXPECT_TRUE(convolved({}, response).empty());
}

TEST(InRoom, KeepsSoundingAndStaysInTime) {
  std::vector<float> click(2 * kRateHz);
  click[kRateHz / 2] = 1;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const std::vector<float> heard = in_room(click, kRateHz, seed);
    ASSERT_EQ(heard.size(), click.size());
    const auto loudest =
        std::max_element(heard.begin(), heard.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
    EXPECT_EQ(loudest - heard.begin(), kRateHz / 2) << seed;
    const std::span all(heard);
    EXPECT_LT(power(all.first(kRateHz / 2 - 1)), 1e-12) << seed;
    const double early = power(all.subspan(kRateHz / 2 + 800, 800));  // 50 to 100 ms behind the click
    EXPECT_GT(early, 1e-7) << seed;
    EXPECT_LT(power(all.subspan(kRateHz / 2 + 4800, 800)), early / 4) << seed;
  }
  EXPECT_EQ(in_room(click, kRateHz, 3), in_room(click, kRateHz, 3));
  EXPECT_NE(in_room(click, kRateHz, 3), in_room(click, kRateHz, 4));
}

TEST(Mastered, BringsLoudAndQuietTogetherAndTiltsTheSpectrum) {
  std::vector<float> samples = sine(1000, 0.03, 2);
  const std::vector<float> loud = sine(1000, 0.5, 2);
  samples.insert(samples.end(), loud.begin(), loud.end());
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const std::vector<float> treated = mastered(samples, kRateHz, seed);
    ASSERT_EQ(treated.size(), samples.size());
    const std::span all(treated);
    const double apart = power(all.last(kRateHz)) / power(all.subspan(kRateHz / 2, kRateHz));
    EXPECT_LT(apart, 0.5 * (0.5 * 0.5) / (0.03 * 0.03)) << seed;
    EXPECT_GT(apart, 1) << seed;
    const double bass = power(mastered(sine(100, 0.1, 1), kRateHz, seed));
    const double treble = power(mastered(sine(5000, 0.1, 1), kRateHz, seed));
    EXPECT_GT(std::abs(10 * std::log10(bass / treble)), 0.5) << seed;
  }
}

}  // namespace
}  // namespace tributary::lab
