#include "dsp/constant_q.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::dsp {
namespace {

constexpr std::size_t kSecond = kConstantQRateHz;

double key_hz(double key) { return 440 * std::exp2((key - 69) / 12); }

std::size_t bin_of(int key) { return static_cast<std::size_t>(key - kConstantQLowestPitch) * 3 + 1; }

std::vector<float> sine(double frequency_hz, double amplitude, std::size_t samples) {
  std::vector<float> result(samples);
  for (std::size_t i = 0; i < samples; ++i)
    result[i] = static_cast<float>(
        amplitude * std::sin(2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / kConstantQRateHz));
  return result;
}

ConstantQSpectrum spectrum_of(std::span<const float> samples) {
  ConstantQ constant_q;
  constant_q.add(samples);
  return constant_q.finish();
}

std::size_t loudest_bin(std::span<const std::uint8_t> frame) {
  return static_cast<std::size_t>(std::max_element(frame.begin(), frame.end()) - frame.begin());
}

TEST(ConstantQ, PutsEveryKeyInItsBinAtItsLevel) {
  for (int key = kConstantQLowestPitch; key < kConstantQLowestPitch + 72; ++key) {
    const ConstantQSpectrum loud = spectrum_of(sine(key_hz(key), 1, 2 * kSecond));
    const ConstantQSpectrum quiet = spectrum_of(sine(key_hz(key), 0.01, 2 * kSecond));
    EXPECT_EQ(loudest_bin(loud.frame(20)), bin_of(key)) << "key " << key;
    EXPECT_NEAR(loud.frame(20)[bin_of(key)], 192, 1) << "key " << key;
    EXPECT_NEAR(quiet.frame(20)[bin_of(key)], 192 - 80, 1) << "key " << key;
  }
}

TEST(ConstantQ, TellsThirdsOfASemitoneApart) {
  for (int key = kConstantQLowestPitch + 1; key < kConstantQLowestPitch + 72; key += 5) {
    EXPECT_EQ(loudest_bin(spectrum_of(sine(key_hz(key - 1.0 / 3), 1, 2 * kSecond)).frame(20)), bin_of(key) - 1);
    EXPECT_EQ(loudest_bin(spectrum_of(sine(key_hz(key + 1.0 / 3), 1, 2 * kSecond)).frame(20)), bin_of(key) + 1);
  }
}

TEST(ConstantQ, KeepsAWholeToneApart) {
  for (int key = kConstantQLowestPitch + 2; key < kConstantQLowestPitch + 70; ++key) {
    const ConstantQSpectrum spectrum = spectrum_of(sine(key_hz(key), 1, 2 * kSecond));
    // 25 dB
    EXPECT_LT(spectrum.frame(20)[bin_of(key) - 6], 192 - 50) << "key " << key;
    EXPECT_LT(spectrum.frame(20)[bin_of(key) + 6], 192 - 50) << "key " << key;
  }
}

TEST(ConstantQ, HearsNothingInTheOtherOctaves) {
  for (int key = kConstantQLowestPitch; key < kConstantQLowestPitch + 72; key += 7) {
    const ConstantQSpectrum spectrum = spectrum_of(sine(key_hz(key), 1, 2 * kSecond));
    for (std::size_t bin = 0; bin < kConstantQBins; ++bin) {
      if (bin + 36 >= bin_of(key) && bin <= bin_of(key) + 36) continue;
      // 75 dB below, and that is also where the decimation folds
      EXPECT_LT(spectrum.frame(20)[bin], 192 - 150) << "key " << key << " bin " << bin;
    }
  }
}

// Notes of D3 and A3 in turn, eight a second, as in a reel: in the middle of each the right one is louder.
TEST(ConstantQ, FollowsEightNotesASecond) {
  constexpr std::size_t kNoteSamples = kConstantQRateHz / 8;
  std::vector<float> reel;
  for (int i = 0; i < 16; ++i) {
    const std::vector<float> note = sine(key_hz(i % 2 == 0 ? 50 : 57), 0.5, kNoteSamples);
    reel.insert(reel.end(), note.begin(), note.end());
  }
  const ConstantQSpectrum spectrum = spectrum_of(reel);
  for (std::size_t i = 1; i < 15; ++i) {
    const std::size_t middle = (i * kNoteSamples + kNoteSamples / 2 + kConstantQHopSamples / 2) / kConstantQHopSamples;
    const auto frame = spectrum.frame(middle);
    const int lead = frame[bin_of(50)] - frame[bin_of(57)];
    EXPECT_GT(i % 2 == 0 ? lead : -lead, 8) << "note " << i;  // 4 dB
  }
}

double power_sum(const ConstantQSpectrum& spectrum, std::size_t bin) {
  double sum = 0;
  for (std::size_t frame = 0; frame < spectrum.frames; ++frame)
    if (const int level = spectrum.frame(frame)[bin]; level > 0) sum += std::pow(10.0, level / 20.0);
  return sum;
}

// A click between two frame centres must not weigh less than one on a centre.
TEST(ConstantQ, HearsAClickInItsFrameAndAnywhereAsLoud) {
  constexpr std::size_t kFrame = 20;
  for (const std::size_t bin : {10U, 50U, 90U, 150U, 210U}) {
    double first = 0;
    for (const std::size_t offset : {0U, 100U, 399U}) {
      std::vector<float> click(2 * kSecond, 0.0F);
      for (std::size_t i = 0; i < 8; ++i) click[kFrame * kConstantQHopSamples + offset + i] = i % 2 == 0 ? 1.0F : 0.5F;
      const ConstantQSpectrum spectrum = spectrum_of(click);
      std::size_t loudest = 0;
      for (std::size_t frame = 0; frame < spectrum.frames; ++frame)
        if (spectrum.frame(frame)[bin] > spectrum.frame(loudest)[bin]) loudest = frame;
      EXPECT_EQ(loudest, kFrame) << "bin " << bin << " offset " << offset;
      if (offset == 0) first = power_sum(spectrum, bin);
      EXPECT_NEAR(10 * std::log10(power_sum(spectrum, bin) / first), 0, 0.5) << "bin " << bin << " offset " << offset;
    }
  }
}

TEST(ConstantQ, DoesNotDependOnTheSizeOfTheBlocks) {
  std::vector<float> samples = sine(220, 0.3, kSecond * 2 + 123);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] += static_cast<float>(static_cast<double>((i * i) % 1009) / 10000);
  const ConstantQSpectrum whole = spectrum_of(samples);
  for (const std::size_t size : {1U, 777U, 5000U}) {
    ConstantQ constant_q;
    for (std::size_t i = 0; i < samples.size(); i += size)
      constant_q.add(std::span(samples).subspan(i, std::min(size, samples.size() - i)));
    EXPECT_TRUE(constant_q.finish() == whole) << "blocks of " << size;
  }
}

TEST(ConstantQ, HasAFrameForEachStartedHop) {
  for (const std::size_t samples : {0U, 1U, 799U, 800U, 801U, 16000U}) {
    const ConstantQSpectrum spectrum = spectrum_of(std::vector<float>(samples, 0.1F));
    EXPECT_EQ(spectrum.frames, (samples + 799) / 800);
    EXPECT_EQ(spectrum.levels.size(), spectrum.frames * kConstantQBins);
  }
}

TEST(ConstantQ, GivesSilenceNoLevel) {
  const ConstantQSpectrum spectrum = spectrum_of(std::vector<float>(kSecond, 0.0F));
  EXPECT_TRUE(
      std::all_of(spectrum.levels.begin(), spectrum.levels.end(), [](std::uint8_t level) { return level == 0; }));
}

}  // namespace
}  // namespace tributary::dsp
