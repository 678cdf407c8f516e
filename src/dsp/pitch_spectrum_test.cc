#include "dsp/pitch_spectrum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::dsp {
namespace {

using Power = std::array<float, kPitchSteps>;

double frequency_of(int step) { return kLowestHz * std::exp2(step / (12.0 * kPitchStepsPerSemitone)); }

std::vector<float> sine_frame(double frequency_hz, double amplitude) {
  std::vector<float> frame(kWindowSamples);
  for (std::size_t i = 0; i < frame.size(); ++i)
    frame[i] = static_cast<float>(
        amplitude * std::sin(2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / kSampleRateHz));
  return frame;
}

Power power_of(std::span<const float> frame) {
  PitchSpectrum spectrum;
  Power power{};
  spectrum.compute(frame, power);
  return power;
}

int loudest_step(const Power& power) {
  return static_cast<int>(std::max_element(power.begin(), power.end()) - power.begin());
}

TEST(PitchSpectrum, PutsASineOnItsStep) {
  constexpr int kFirstStepWiderThanABin = 85;
  for (int step = 0; step < kPitchSteps; step += 3) {
    const int loudest = loudest_step(power_of(sine_frame(frequency_of(step), 1)));
    // Below, the steps lie closer than the bins: a bin is up to three steps wide.
    EXPECT_NEAR(loudest, step, step < kFirstStepWiderThanABin ? 3 : 0);
  }
}

TEST(PitchSpectrum, GivesAFullScaleSineAtMostOne) {
  for (int step = 0; step < kPitchSteps; ++step) {
    const Power power = power_of(sine_frame(frequency_of(step), 1));
    EXPECT_LE(power[static_cast<std::size_t>(loudest_step(power))], 1.001F) << "step " << step;
  }
}

TEST(PitchSpectrum, GivesASineOnABinOfTheLowStepsNearlyOne) {
  const double bin_hz = static_cast<double>(kSampleRateHz) / kWindowSamples;
  for (int bin = 25; bin < 50; ++bin) {
    const Power power = power_of(sine_frame(bin * bin_hz, 1));
    EXPECT_GT(power[static_cast<std::size_t>(loudest_step(power))], 0.75F) << "bin " << bin;
  }
}

TEST(PitchSpectrum, GrowsWithTheSquareOfTheAmplitude) {
  const Power loud = power_of(sine_frame(880, 1));
  const Power quiet = power_of(sine_frame(880, 0.1));
  const auto step = static_cast<std::size_t>(loudest_step(loud));
  EXPECT_NEAR(quiet[step] / loud[step], 0.01F, 0.0001F);
}

TEST(PitchSpectrum, KeepsASemitoneApart) {
  constexpr int kStep = 160;
  const Power power = power_of(sine_frame(frequency_of(kStep), 1));
  EXPECT_LT(power[kStep - kPitchStepsPerSemitone], power[kStep] / 1000);
  EXPECT_LT(power[kStep + kPitchStepsPerSemitone], power[kStep] / 1000);
}

TEST(PitchSpectrum, GivesSilenceNoPower) {
  const Power power = power_of(std::vector<float>(kWindowSamples, 0.0F));
  EXPECT_TRUE(std::all_of(power.begin(), power.end(), [](float value) { return value == 0.0F; }));
}

TEST(PitchSpectrum, GivesTheSameBitsOnEveryObject) {
  EXPECT_EQ(power_of(sine_frame(1234.5, 0.3)), power_of(sine_frame(1234.5, 0.3)));
}

}  // namespace
}  // namespace tributary::dsp
