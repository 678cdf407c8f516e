#include "index/landmark.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/synthetic_fingerprint.h"

namespace tributary::index {
namespace {

constexpr int kPitchPerSemitone = dsp::kPitchStepsPerSemitone * dsp::kPeakPitchPerStep;

std::vector<LandmarkProbe> all_probes(const dsp::Fingerprint& query, ProbeDensity density) {
  std::vector<LandmarkProbe> probes;
  query_probes(query, 0, query.peaks.size(), density, probes);
  return probes;
}

// The peaks in the middle of the axis, which a shift does not push off it.
dsp::Fingerprint central_fingerprint(double duration_s, std::uint64_t seed) {
  dsp::Fingerprint fingerprint = dsp::random_fingerprint(duration_s, seed);
  std::erase_if(fingerprint.peaks, [](const dsp::Peak& peak) {
    return peak.pitch < 4 * kPitchPerSemitone || peak.pitch >= dsp::kPitchLimit - 4 * kPitchPerSemitone;
  });
  return fingerprint;
}

// The part of the reference's landmarks that a probe of the query names: the key, the place of its first
// peak, the shift and roughly the tempo.
double found_part(const dsp::Fingerprint& reference, const dsp::Fingerprint& query, const dsp::Treatment& treatment,
                  ProbeDensity density) {
  std::multimap<std::uint32_t, LandmarkProbe> probes;
  for (const LandmarkProbe& probe : all_probes(query, density)) probes.emplace(probe.key, probe);
  const auto landmarks = reference_landmarks(reference);
  std::size_t found = 0;
  for (const Landmark& landmark : landmarks) {
    const auto [begin, end] = probes.equal_range(landmark.key);
    found += std::any_of(begin, end, [&](const auto& entry) {
      const LandmarkProbe& probe = entry.second;
      const double shift = (probe.pitch - landmark.pitch) * dsp::kPeakPitchPerStep;
      return std::abs(probe.frame - landmark.frame / treatment.tempo_ratio) <= 1 &&
             std::abs(shift - treatment.pitch_shift) <= dsp::kPeakPitchPerStep &&
             std::abs(static_cast<double>(probe.tempo_ratio) / treatment.tempo_ratio - 1) < 0.15;
    });
  }
  return static_cast<double>(found) / static_cast<double>(landmarks.size());
}

double found_part(const dsp::Fingerprint& reference, const dsp::Treatment& treatment, ProbeDensity density) {
  return found_part(reference, dsp::treated(reference, treatment, 1), treatment, density);
}

TEST(ReferenceLandmarks, KeepTheirKeysWhenThePitchMoves) {
  const auto fingerprint = central_fingerprint(30, 1);
  const auto landmarks = reference_landmarks(fingerprint);
  ASSERT_GT(landmarks.size(), fingerprint.peaks.size());
  for (const int steps : {-16, -5, 1, 16}) {
    dsp::Treatment treatment;
    treatment.pitch_shift = steps * dsp::kPeakPitchPerStep;
    const auto moved = reference_landmarks(dsp::treated(fingerprint, treatment, 1));
    ASSERT_EQ(moved.size(), landmarks.size());
    for (std::size_t i = 0; i < landmarks.size(); ++i) {
      EXPECT_EQ(moved[i].key, landmarks[i].key);
      EXPECT_EQ(moved[i].frame, landmarks[i].frame);
      EXPECT_EQ(moved[i].pitch - landmarks[i].pitch, steps);
    }
  }
}

TEST(ReferenceLandmarks, StayWithinTheKeys) {
  const auto fingerprint = dsp::random_fingerprint(200, 2, 200);
  std::uint32_t frame = 0;
  for (const Landmark& landmark : reference_landmarks(fingerprint)) {
    EXPECT_LT(landmark.key, kLandmarkKeys);
    EXPECT_LT(landmark.pitch, dsp::kPitchSteps);
    EXPECT_GE(landmark.frame, frame);
    frame = landmark.frame;
  }
}

TEST(ReferenceLandmarks, TakeAtMostTwoTriplesPerPeak) {
  std::map<std::uint32_t, std::size_t> peaks_at;
  std::map<std::uint32_t, std::size_t> landmarks_at;
  const auto fingerprint = dsp::random_fingerprint(30, 3);
  for (const dsp::Peak& peak : fingerprint.peaks) ++peaks_at[peak.frame];
  for (const Landmark& landmark : reference_landmarks(fingerprint)) ++landmarks_at[landmark.frame];
  for (const auto& [frame, count] : landmarks_at) EXPECT_LE(count, 2 * peaks_at[frame]);
}

TEST(ReferenceLandmarks, NeedThreePeaks) {
  dsp::Fingerprint fingerprint;
  fingerprint.duration_s = 2;
  EXPECT_TRUE(reference_landmarks(fingerprint).empty());
  fingerprint.peaks = {{0, 400, 40}, {20, 420, 40}};
  EXPECT_TRUE(reference_landmarks(fingerprint).empty());
  fingerprint.peaks.push_back({50, 380, 40});
  EXPECT_EQ(reference_landmarks(fingerprint).size(), 1U);
}

TEST(QueryProbes, NameEveryLandmarkOfTheRecordingItself) {
  const auto reference = dsp::random_fingerprint(30, 4);
  EXPECT_EQ(found_part(reference, {}, ProbeDensity::kFull), 1.0);
  EXPECT_EQ(found_part(reference, {}, ProbeDensity::kLight), 1.0);
}

TEST(QueryProbes, NameMostLandmarksAtAnotherPitch) {
  const auto reference = central_fingerprint(30, 5);
  for (int semitones = -4; semitones <= 4; ++semitones) {
    dsp::Treatment treatment;
    treatment.pitch_shift = semitones * kPitchPerSemitone;
    EXPECT_GT(found_part(reference, treatment, ProbeDensity::kFull), 0.97) << semitones << " semitones";
  }
}

// A codec or a mix moves a peak by a sixteenth of a semitone and lets it fall into the frame beside.
TEST(QueryProbes, NameNearlyEveryLandmarkWhosePeaksMovedALittle) {
  const auto reference = central_fingerprint(30, 11);
  auto query = reference;
  std::mt19937_64 random(12);
  for (dsp::Peak& peak : query.peaks) peak.pitch = static_cast<std::uint16_t>(peak.pitch - 1 + random() % 3);
  EXPECT_GT(found_part(reference, query, {}, ProbeDensity::kFull), 0.98);
  for (dsp::Peak& peak : query.peaks) peak.frame += static_cast<std::uint32_t>(random() % 2);
  dsp::sort_peaks(query.peaks);
  EXPECT_GT(found_part(reference, query, {}, ProbeDensity::kFull), 0.9);
}

TEST(QueryProbes, NameMostLandmarksAtAnotherTempo) {
  const auto reference = dsp::random_fingerprint(30, 6);
  for (const double tempo_ratio : {0.8, 0.9, 0.97, 1.03, 1.1, 1.25}) {
    dsp::Treatment treatment;
    treatment.tempo_ratio = tempo_ratio;
    EXPECT_GT(found_part(reference, treatment, ProbeDensity::kFull), 0.6) << "tempo " << tempo_ratio;
  }
}

TEST(QueryProbes, NameMostLandmarksAtAnotherTempoAndPitch) {
  const auto reference = central_fingerprint(30, 7);
  for (const double tempo_ratio : {0.8, 1.25})
    for (const int semitones : {-4, 4}) {
      dsp::Treatment treatment;
      treatment.tempo_ratio = tempo_ratio;
      treatment.pitch_shift = semitones * kPitchPerSemitone;
      EXPECT_GT(found_part(reference, treatment, ProbeDensity::kFull), 0.6) << tempo_ratio << ", " << semitones;
    }
}

TEST(QueryProbes, StayWithinTheKeysAndTheTempi) {
  for (const LandmarkProbe& probe : all_probes(dsp::random_fingerprint(20, 8, 200), ProbeDensity::kFull)) {
    EXPECT_LT(probe.key, kLandmarkKeys);
    EXPECT_GE(static_cast<double>(probe.tempo_ratio), kTempoRatioMin - 1e-6);
    EXPECT_LE(static_cast<double>(probe.tempo_ratio), kTempoRatioMax + 1e-6);
  }
}

TEST(QueryProbes, DivideAmongStretchesWithoutGapOrRepetition) {
  const auto query = dsp::random_fingerprint(20, 9);
  const auto whole = all_probes(query, ProbeDensity::kLight);
  std::vector<LandmarkProbe> parts;
  const std::size_t middle = query.peaks.size() / 3;
  query_probes(query, 0, middle, ProbeDensity::kLight, parts);
  query_probes(query, middle, query.peaks.size(), ProbeDensity::kLight, parts);
  ASSERT_EQ(parts.size(), whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(parts[i].key, whole[i].key);
}

TEST(QueryProbes, OfTheLightDensityAreFewer) {
  const auto query = dsp::random_fingerprint(20, 10, dsp::kQueryPeaksPerSecond);
  EXPECT_LT(all_probes(query, ProbeDensity::kLight).size(), all_probes(query, ProbeDensity::kFull).size() * 2 / 3);
}

}  // namespace
}  // namespace tributary::index
