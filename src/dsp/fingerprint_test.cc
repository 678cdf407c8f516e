#include "dsp/fingerprint.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::dsp {
namespace {

std::vector<float> noise(double duration_s, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal(0, 0.1F);
  std::vector<float> samples(static_cast<std::size_t>(duration_s * kSampleRateHz));
  for (float& sample : samples) sample = normal(random);
  return samples;
}

// Silence with one tone of 200 ms around `centre_s`, which swells and dies away.
std::vector<float> tone_burst(double duration_s, double centre_s, double frequency_hz) {
  constexpr double kHalfLengthSeconds = 0.1;
  std::vector<float> samples(static_cast<std::size_t>(duration_s * kSampleRateHz), 0.0F);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double from_centre_s = static_cast<double>(i) / kSampleRateHz - centre_s;
    if (std::abs(from_centre_s) > kHalfLengthSeconds) continue;
    const double envelope = 0.5 + 0.5 * std::cos(std::numbers::pi * from_centre_s / kHalfLengthSeconds);
    samples[i] = static_cast<float>(0.5 * envelope * std::sin(2 * std::numbers::pi * frequency_hz * from_centre_s));
  }
  return samples;
}

Fingerprint fingerprint_of(std::span<const float> samples, int peaks_per_second = kReferencePeaksPerSecond) {
  Fingerprinter fingerprinter(peaks_per_second);
  fingerprinter.add(samples);
  return fingerprinter.finish();
}

TEST(Fingerprinter, FindsAToneBurstAtItsTimeAndPitch) {
  for (const double centre_s : {0.5, 1.234, 2.4}) {
    for (const double frequency_hz : {440.0, 1000.0, 2500.0}) {
      const auto peaks = fingerprint_of(tone_burst(3, centre_s, frequency_hz)).peaks;
      ASSERT_FALSE(peaks.empty());
      const auto loudest =
          *std::max_element(peaks.begin(), peaks.end(), [](const Peak& a, const Peak& b) { return a.level < b.level; });
      const double step = 12 * kPitchStepsPerSemitone * std::log2(frequency_hz / kLowestHz);
      EXPECT_NEAR(loudest.frame, seconds_to_frames(centre_s), 1) << frequency_hz << " Hz at " << centre_s << " s";
      EXPECT_NEAR(static_cast<double>(loudest.pitch) / kPeakPitchPerStep, step, 0.25)
          << frequency_hz << " Hz at " << centre_s << " s";
    }
  }
}

TEST(Fingerprinter, DoesNotDependOnTheSizesOfTheBlocks) {
  const auto samples = noise(4.3, 1);
  const Fingerprint whole = fingerprint_of(samples);
  std::mt19937_64 random(2);
  for (const std::size_t block_max : {7U, 257U, 4001U, 40000U}) {
    Fingerprinter fingerprinter(kReferencePeaksPerSecond);
    for (std::span<const float> rest(samples); !rest.empty();) {
      const std::size_t count = std::min<std::size_t>(rest.size(), random() % (block_max + 1));
      fingerprinter.add(rest.first(count));
      rest = rest.subspan(count);
    }
    EXPECT_EQ(fingerprinter.finish(), whole) << "blocks of up to " << block_max << " samples";
  }
}

TEST(Fingerprinter, GivesSilenceNoPeaksAndNoLevel) {
  const Fingerprint silence = fingerprint_of(std::vector<float>(3 * kSampleRateHz, 0.0F));
  EXPECT_TRUE(silence.peaks.empty());
  ASSERT_GE(silence.band_levels.size(), std::size_t{3 * kBands});
  EXPECT_TRUE(std::all_of(silence.band_levels.begin(), silence.band_levels.end(), [](auto l) { return l == 0; }));
}

TEST(Fingerprinter, TakesNoSamplesAtAll) {
  const Fingerprint nothing = fingerprint_of({});
  EXPECT_EQ(nothing.duration_s, 0);
  EXPECT_TRUE(nothing.peaks.empty());
}

TEST(Fingerprinter, StatesTheDurationOfItsSamples) {
  EXPECT_EQ(fingerprint_of(std::vector<float>(12345)).duration_s, 12345.0 / kSampleRateHz);
}

// The rule itself: a peak stays unless at least so many within half a second around it exceed it.
TEST(Fingerprinter, KeepsExactlyThePeaksThatFewExceed) {
  constexpr int kPeaksPerSecond = 10;
  const auto samples = noise(6, 3);
  const auto all = fingerprint_of(samples, std::numeric_limits<int>::max()).peaks;
  const auto radius = static_cast<std::int64_t>(seconds_to_frames(0.5));
  std::vector<Peak> expected;
  for (const Peak& peak : all) {
    const auto stronger = std::count_if(all.begin(), all.end(), [&](const Peak& other) {
      return std::abs(std::int64_t{other.frame} - std::int64_t{peak.frame}) <= radius && other.level > peak.level;
    });
    if (stronger < kPeaksPerSecond) expected.push_back(peak);
  }
  EXPECT_EQ(fingerprint_of(samples, kPeaksPerSecond).peaks, expected);
  EXPECT_LT(expected.size(), all.size() / 2);
}

TEST(Fingerprinter, OrdersPeaksByFrameThenPitchWithinTheAxes) {
  const auto peaks = fingerprint_of(noise(5, 4), kQueryPeaksPerSecond).peaks;
  EXPECT_TRUE(std::is_sorted(peaks.begin(), peaks.end(), [](const Peak& a, const Peak& b) {
    return a.frame != b.frame ? a.frame < b.frame : a.pitch < b.pitch;
  }));
  for (const Peak& peak : peaks) {
    EXPECT_LE(peak.frame, seconds_to_frames(5) + 1);
    EXPECT_LT(peak.pitch, kPitchSteps * kPeakPitchPerStep);
    EXPECT_LT(peak.level, kPeakLevels);
  }
}

TEST(Fingerprinter, PutsTheLevelOfAToneIntoItsSecondAndBand) {
  for (const double frequency_hz : {60.0, 300.0, 1000.0, 6000.0}) {
    std::vector<float> samples(3 * kSampleRateHz, 0.0F);
    for (std::size_t i = kSampleRateHz; i < 2 * kSampleRateHz; ++i)
      samples[i] = static_cast<float>(
          0.5 * std::sin(2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / kSampleRateHz));
    const Fingerprint tone = fingerprint_of(samples);
    for (float& sample : samples) sample *= 0.1F;
    const Fingerprint quieter = fingerprint_of(samples);
    const double octaves = std::log2(kBandsHighestHz / kBandsLowestHz);
    const auto band = static_cast<std::size_t>(std::log2(frequency_hz / kBandsLowestHz) / octaves * kBands);
    const std::size_t place = kBands + band;
    EXPECT_EQ(std::max_element(tone.band_levels.begin(), tone.band_levels.end()) - tone.band_levels.begin(),
              static_cast<std::ptrdiff_t>(place))
        << frequency_hz << " Hz";
    EXPECT_LT(tone.band_levels[kBands + (band + 8) % kBands], tone.band_levels[place] - 40 / kBandLevelStepDb);
    EXPECT_EQ(tone.band_levels[place] - quieter.band_levels[place], std::lround(20 / kBandLevelStepDb));
  }
}

// A stream of any length holds one row of bands per started second, and at most one frame more.
TEST(Fingerprinter, HoldsARowOfBandsForEachStartedSecond) {
  for (const double duration_s : {0.3, 1.5, 2.99, 3.5}) {
    const auto levels = fingerprint_of(noise(duration_s, 5)).band_levels;
    EXPECT_EQ(levels.size(), static_cast<std::size_t>(std::ceil(duration_s)) * kBands) << duration_s;
  }
}

}  // namespace
}  // namespace tributary::dsp
