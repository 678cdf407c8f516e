#include "trace/rank_evidence.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/fingerprint.h"
#include "trace/evidence.h"
#include "trace/explaining_away.h"

namespace tributary::trace {
namespace {

constexpr double kStartSeconds = 12;
constexpr double kLengthSeconds = 12;

void add_note(std::vector<float>& samples, double start_s, double frequency_hz, float amplitude) {
  const auto first = static_cast<std::size_t>(start_s * dsp::kSampleRateHz);
  for (std::size_t i = 0; i < dsp::kSampleRateHz / 8 && first + i < samples.size(); ++i) {
    const double t_s = static_cast<double>(i) / dsp::kSampleRateHz;
    samples[first + i] +=
        amplitude * static_cast<float>(std::exp(-30 * t_s) * std::sin(2 * std::numbers::pi * frequency_hz * t_s));
  }
}

// Notes of random pitch at random times.
std::vector<float> music(double duration_s, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> time(0, duration_s);
  std::uniform_int_distribution<int> key(0, 36);
  std::vector<float> samples(static_cast<std::size_t>(duration_s * dsp::kSampleRateHz), 0.0F);
  for (int i = 0; i < static_cast<int>(duration_s * 6); ++i)
    add_note(samples, time(random), 220 * std::pow(2, key(random) / 12.0), 0.1F);
  return samples;
}

// One note over and over, every `period_s`.
std::vector<float> beat(double duration_s, double period_s) {
  std::vector<float> samples(static_cast<std::size_t>(duration_s * dsp::kSampleRateHz), 0.0F);
  for (double t_s = 0; t_s < duration_s; t_s += period_s)
    for (const double frequency_hz : {330.0, 660.0, 990.0, 1480.0}) add_note(samples, t_s, frequency_hz, 0.05F);
  return samples;
}

std::vector<float> with_noise(std::vector<float> samples, float amplitude, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal(0, amplitude);
  for (float& sample : samples) sample += normal(random);
  return samples;
}

std::vector<float> excerpt(const std::vector<float>& samples) {
  const auto at = [&](double seconds) {
    return samples.begin() + static_cast<std::ptrdiff_t>(seconds * dsp::kSampleRateHz);
  };
  return {at(kStartSeconds), at(kStartSeconds + kLengthSeconds)};
}

struct Sound {
  dsp::Fingerprint fingerprint;
  dsp::EnergyRanks ranks;
};

Sound heard(const std::vector<float>& samples, int peaks_per_second) {
  dsp::Fingerprinter fingerprinter(peaks_per_second);
  fingerprinter.listen_closely();
  fingerprinter.add(samples);
  Sound sound;
  sound.fingerprint = fingerprinter.finish();
  sound.ranks = fingerprinter.take_energy_ranks();
  return sound;
}

const Line kTrueLine{dsp::seconds_to_frames(kStartSeconds), 1, 0};
const Span kWhole{0, dsp::seconds_to_frames(kLengthSeconds)};

double robust_of(const std::vector<float>& query, const std::vector<float>& reference, const Line& line) {
  const ReferencePeaks peaks(heard(reference, dsp::kReferencePeaksPerSecond).fingerprint);
  return RankEvidence(heard(query, dsp::kQueryPeaksPerSecond).ranks, peaks).robust(line, kWhole);
}

TEST(RankEvidence, HearsARecordingThatNoiseBuries) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto reference = music(30, seed);
    const auto query = with_noise(excerpt(reference), 0.01F, seed + 100);
    EXPECT_GT(robust_of(query, reference, kTrueLine), 20) << "seed " << seed;
  }
}

TEST(RankEvidence, HearsNothingOnAWrongLine) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto reference = music(30, seed);
    const auto query = excerpt(reference);
    for (const double seconds_off : {-9.0, -4.0, 3.0, 8.0}) {
      Line line = kTrueLine;
      line.reference_origin += dsp::seconds_to_frames(seconds_off);
      EXPECT_LT(robust_of(query, reference, line), 12) << "seed " << seed << ", " << seconds_off << " s off";
    }
  }
}

TEST(RankEvidence, HearsNothingInABeatTheTwoHaveInCommon) {
  for (const double period_s : {0.25, 0.5, 1.0})
    EXPECT_LT(robust_of(with_noise(excerpt(beat(30, period_s)), 0.001F, 1), beat(30, period_s), kTrueLine), 12)
        << "every " << period_s << " s";
}

TEST(RankEvidence, HearsNothingInOneSharedEpisode) {
  const auto reference = music(30, 7);
  auto query = music(kLengthSeconds, 8);
  const auto shared = excerpt(reference);
  constexpr std::size_t kFirst = 2 * dsp::kSampleRateHz;
  for (std::size_t i = kFirst; i < kFirst + dsp::kSampleRateHz; ++i) query[i] = shared[i];
  EXPECT_LT(robust_of(query, reference, kTrueLine), 12);
}

TEST(RankEvidence, IsNoneWithoutRanks) {
  const auto reference = music(30, 9);
  const ReferencePeaks peaks(heard(reference, dsp::kReferencePeaksPerSecond).fingerprint);
  EXPECT_EQ(RankEvidence(dsp::EnergyRanks(), peaks).robust(kTrueLine, kWhole), 0);
}

TEST(RankEvidence, TakesLinesThatLeaveTheReferenceAndThePitchAxis) {
  const auto reference = music(30, 10);
  const auto query = excerpt(reference);
  for (const Line& line :
       {Line{-500, 1, 0}, Line{1800, 1.3, 0}, Line{1e6, 1, 0}, Line{750, 1, 2000}, Line{750, 1, -2000}})
    EXPECT_LT(robust_of(query, reference, line), 12) << line.reference_origin << ", " << line.pitch_shift;
}

}  // namespace
}  // namespace tributary::trace
