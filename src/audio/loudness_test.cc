#include "audio/loudness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "audio/test_signal.h"

namespace tributary::audio {
namespace {

using testing::ElementsAre;

LoudnessReport measure(std::span<const float> samples, std::size_t block = 10000) {
  auto meter = Loudness::create();
  EXPECT_TRUE(meter);
  while (!samples.empty()) {
    const auto part = samples.first(std::min(block, samples.size()));
    EXPECT_TRUE(meter->add(part));
    samples = samples.subspan(part.size());
  }
  auto report = meter->finish();
  EXPECT_TRUE(report);
  return std::move(report).value();
}

// BS.1770: a full-scale 997 Hz sine in one channel reads -3.01 LUFS.
TEST(Loudness, ReadsTheReferenceSine) {
  const auto report = measure(sine(kSampleRateHz, 1, 10, 997, 0.1));
  EXPECT_NEAR(report.integrated_lufs, -23.01, 0.1);
  EXPECT_NEAR(report.sample_peak, 0.1, 1e-4);
}

TEST(Loudness, SilenceAndNothingReadMinusSeventy) {
  const auto silence = measure(std::vector<float>(2 * kSampleRateHz, 0.0F));
  EXPECT_EQ(silence.integrated_lufs, kSilence_lufs);
  EXPECT_EQ(silence.sample_peak, 0);
  EXPECT_THAT(silence.sounding_weights, ElementsAre(0, 0));
  EXPECT_EQ(measure({}).integrated_lufs, kSilence_lufs);
  EXPECT_TRUE(measure({}).sounding_weights.empty());
}

TEST(Loudness, PausesDoNotLowerTheIntegratedValue) {
  std::vector<float> samples = sine(kSampleRateHz, 1, 10, 997, 0.1);
  samples.resize(30 * kSampleRateHz);
  EXPECT_NEAR(measure(samples).integrated_lufs, -23.01, 0.3);
}

TEST(Loudness, WeighsEverySecondByWhetherItSounds) {
  std::vector<float> samples = sine(kSampleRateHz, 1, 1, 500, 0.1);
  samples.resize(2 * kSampleRateHz);
  const auto above = sine(kSampleRateHz, 1, 1, 500, 0.00150);  // -59.5 dBFS RMS
  const auto below = sine(kSampleRateHz, 1, 1, 500, 0.00133);  // -60.5 dBFS RMS
  const auto tail = sine(kSampleRateHz, 1, 0.25, 500, 0.1);
  for (const auto& part : {above, below, tail}) samples.insert(samples.end(), part.begin(), part.end());
  EXPECT_THAT(measure(samples).sounding_weights, ElementsAre(1, 0, 1, 0, 1));
}

TEST(Loudness, DoesNotDependOnTheBlockSize) {
  const auto samples = sine(kSampleRateHz, 1, 3.3, 700, 0.3);
  EXPECT_EQ(measure(samples, 977), measure(samples, 50000));
}

}  // namespace
}  // namespace tributary::audio
