#include "trace/contour_evidence.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/fingerprint.h"

namespace tributary::trace {
namespace {

constexpr double kStartSeconds = 12;
constexpr double kLengthSeconds = 5;
constexpr double kReferenceSeconds = 30;

std::size_t sample_at(double seconds) { return static_cast<std::size_t>(seconds * dsp::kSampleRateHz); }

// A tone that swells and fades.
void add_tone(std::vector<float>& samples, double start_s, double length_s, double frequency_hz, float amplitude) {
  for (std::size_t i = 0; i < sample_at(length_s) && sample_at(start_s) + i < samples.size(); ++i) {
    const double t_s = static_cast<double>(i) / dsp::kSampleRateHz;
    samples[sample_at(start_s) + i] +=
        amplitude * static_cast<float>(std::sin(std::numbers::pi * t_s / length_s) *
                                       std::sin(2 * std::numbers::pi * frequency_hz * t_s));
  }
}

// Long tones over one another: three a second, of two seconds each, of few pitches.
std::vector<float> slow_music(double duration_s, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> time(0, duration_s);
  std::uniform_int_distribution<int> degree(0, 14);
  constexpr double kScale[] = {0, 2, 4, 7, 9};
  std::vector<float> samples(sample_at(duration_s), 0.0F);
  for (int i = 0; i < static_cast<int>(duration_s * 3); ++i) {
    const int place = degree(random);
    const double start_s = time(random);
    for (const int partial : {1, 2, 3})
      add_tone(samples, start_s, 2, 220 * partial * std::pow(2, place / 5 + kScale[place % 5] / 12),
               0.1F / static_cast<float>(partial));
  }
  return samples;
}

std::vector<float> with_noise(std::vector<float> samples, float amplitude, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal(0, amplitude);
  for (float& sample : samples) sample += normal(random);
  return samples;
}

std::vector<float> excerpt(const std::vector<float>& samples) {
  return {samples.begin() + static_cast<std::ptrdiff_t>(sample_at(kStartSeconds)),
          samples.begin() + static_cast<std::ptrdiff_t>(sample_at(kStartSeconds + kLengthSeconds))};
}

dsp::BandContour contour_of(const std::vector<float>& samples, bool of_query) {
  dsp::Fingerprinter fingerprinter(dsp::kReferencePeaksPerSecond);
  if (of_query) fingerprinter.listen_closely();
  fingerprinter.add(samples);
  return fingerprinter.finish().contour;
}

const Line kTrueLine{dsp::seconds_to_frames(kStartSeconds), 1, 0};
const Span kWhole{0, dsp::seconds_to_frames(kLengthSeconds)};

// What chance reaches is far from what verifies a match, which is some 26 nats.
constexpr double kByChance = 5;

// No other recordings: the deviation is this one's own.
double nats_of(const dsp::BandContour& query, const dsp::BandContour& reference, const Line& line, Span span) {
  return contour_nats(ContourEvidence(query, reference).standing(line, span), 1e9);
}

double robust_of(const std::vector<float>& query, const std::vector<float>& reference, const Line& line = kTrueLine) {
  const dsp::BandContour ours = contour_of(query, true);
  const dsp::BandContour theirs = contour_of(reference, false);
  return nats_of(ours, theirs, line, kWhole);
}

TEST(ContourEvidence, HearsSlowMusicUnderNoise) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto reference = slow_music(kReferenceSeconds, seed);
    EXPECT_GT(robust_of(with_noise(excerpt(reference), 0.03F, seed + 100), reference), 12) << "seed " << seed;
  }
}

TEST(ContourEvidence, HearsNothingOnAWrongLine) {
  const auto reference = slow_music(kReferenceSeconds, 6);
  const auto query = excerpt(reference);
  for (const double seconds_off : {-9.0, -2.5, -0.7, 0.7, 3.3, 8.0}) {
    Line line = kTrueLine;
    line.reference_origin += dsp::seconds_to_frames(seconds_off);
    EXPECT_LT(robust_of(query, reference, line), kByChance) << seconds_off << " s off";
  }
}

TEST(ContourEvidence, HearsNothingInAStranger) {
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    EXPECT_LT(robust_of(slow_music(kLengthSeconds, seed + 50), slow_music(kReferenceSeconds, seed)), kByChance)
        << "seed " << seed;
}

TEST(ContourEvidence, HearsNothingAtAnotherTempoOrPitch) {
  const auto reference = slow_music(kReferenceSeconds, 7);
  const auto query = excerpt(reference);
  EXPECT_GT(robust_of(query, reference), 0);
  EXPECT_EQ(robust_of(query, reference, {kTrueLine.reference_origin, 1.01, 0}), 0);
  EXPECT_EQ(robust_of(query, reference, {kTrueLine.reference_origin, 1, 16}), 0);
}

TEST(ContourEvidence, HearsNothingInTonesThatSustain) {
  for (const float noise : {0.0F, 0.001F, 0.05F}) {
    std::vector<float> drone(sample_at(kReferenceSeconds), 0.0F);
    for (std::size_t i = 0; i < drone.size(); ++i)
      for (const double frequency_hz : {50.0, 220.0, 440.0, 663.0})
        drone[i] += 0.1F * static_cast<float>(std::sin(2 * std::numbers::pi * frequency_hz * static_cast<double>(i) /
                                                       dsp::kSampleRateHz));
    EXPECT_LT(robust_of(with_noise(excerpt(drone), noise, 1), with_noise(drone, noise, 2)), kByChance)
        << "noise " << noise;
  }
}

TEST(ContourEvidence, HearsNothingInABeatTheTwoHaveInCommon) {
  for (const double period_s : {0.25, 0.5, 1.0, 2.0, 3.0}) {
    std::vector<float> beat(sample_at(kReferenceSeconds), 0.0F);
    for (double t_s = 0; t_s < kReferenceSeconds; t_s += period_s)
      for (const double frequency_hz : {330.0, 660.0, 990.0, 1480.0}) add_tone(beat, t_s, 0.1, frequency_hz, 0.1F);
    EXPECT_LT(robust_of(with_noise(excerpt(beat), 0.001F, 1), with_noise(beat, 0.001F, 2)), kByChance)
        << "every " << period_s << " s";
  }
}

dsp::BandContour random_contour(std::size_t words, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  dsp::BandContour contour;
  for (std::size_t i = 0; i < words; ++i)
    contour.words.push_back(1 + static_cast<dsp::ContourWord>(random() % ((1U << dsp::kContourBits) - 1)));
  return contour;
}

// Of a query that begins at the 126th word of the recording.
double robust_of(const dsp::BandContour& query, const dsp::BandContour& reference) {
  const double frames = static_cast<double>(query.words.size()) * dsp::kContourHopFrames;
  return nats_of(query, reference, {125 * dsp::kContourHopFrames, 1, 0}, {0, frames});
}

TEST(ContourEvidence, HearsNothingInOneSharedEpisode) {
  const auto reference = random_contour(400, 1);
  auto query = random_contour(60, 2);
  std::copy_n(reference.words.begin() + 145, 15, query.words.begin() + 20);
  EXPECT_EQ(robust_of(query, reference), 0);
  std::copy_n(reference.words.begin() + 145, 30, query.words.begin() + 20);
  EXPECT_GT(robust_of(query, reference), 0);
}

TEST(ContourEvidence, HearsNothingInWhatRepeatsWithinSeconds) {
  const auto phrase = random_contour(31, 3);
  dsp::BandContour reference;
  while (reference.words.size() < 400)
    reference.words.insert(reference.words.end(), phrase.words.begin(), phrase.words.end());
  dsp::BandContour query;
  query.words.assign(reference.words.begin() + 125, reference.words.begin() + 185);
  EXPECT_LT(robust_of(query, reference), kByChance);
}

TEST(ContourEvidence, HearsNothingInSharedSilence) {
  auto reference = random_contour(400, 4);
  auto query = random_contour(100, 5);
  std::fill_n(query.words.begin() + 40, 50, dsp::kContourSilent);
  std::fill_n(reference.words.begin() + 165, 50, dsp::kContourSilent);
  EXPECT_EQ(robust_of(query, reference), 0);
}

TEST(ContourEvidence, FindsTheLineByItself) {
  const auto reference = slow_music(kReferenceSeconds, 13);
  const dsp::BandContour ours = contour_of(with_noise(excerpt(reference), 0.01F, 1), true);
  const dsp::BandContour theirs = contour_of(reference, false);
  const auto line = ContourEvidence(ours, theirs).best_line(kWhole);
  ASSERT_TRUE(line.has_value());
  EXPECT_TRUE(line->is_unchanged());
  EXPECT_NEAR(line->reference_origin, kTrueLine.reference_origin, 4);
  EXPECT_FALSE(ContourEvidence(ours, random_contour(10, 1)).best_line(kWhole).has_value());
}

TEST(ContourEvidence, CountsARecordingThatRepeatsItselfByWhatIsUsual) {
  const ContourStanding standing{400, 100, 100};
  EXPECT_NEAR(contour_nats(standing, 1e9), 4 * 4 / 2.0 - 2, 1e-9);
  EXPECT_NEAR(contour_nats(standing, 50), 8 * 8 / 2.0 - 2, 1e-9);
  const ContourStanding repeating{400, 400, 100};  // a beat: moved, it agrees as well
  EXPECT_LT(contour_nats(repeating, 50), 3);
  EXPECT_EQ(contour_nats({}, 50), 0);
}

TEST(ContourEvidence, TakesLinesThatLeaveTheRecording) {
  const auto reference = slow_music(kReferenceSeconds, 12);
  const auto query = excerpt(reference);
  for (const double origin : {-1e6, -200.0, 2400.0, 1e6})
    EXPECT_EQ(robust_of(query, reference, {origin, 1, 0}), 0) << "from frame " << origin;
  const dsp::BandContour none;
  const dsp::BandContour ours = contour_of(query, true);
  const dsp::BandContour theirs = contour_of(reference, false);
  EXPECT_EQ(nats_of(none, theirs, kTrueLine, kWhole), 0);
  EXPECT_EQ(nats_of(ours, none, kTrueLine, kWhole), 0);
}

}  // namespace
}  // namespace tributary::trace
