#include "trace/evidence.h"

#include <cstdint>
#include <initializer_list>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/synthetic_fingerprint.h"
#include "trace/explaining_away.h"

namespace tributary::trace {
namespace {

// What a match of any length must reach at most.
const double kBar = verified_evidence({}, {0, 1e6});

const std::vector<bool> kNoneClaimed;

double robust_of(const dsp::Fingerprint& query, const dsp::Fingerprint& reference, const Line& line) {
  const QueryGrid grid(query);
  const ReferencePeaks peaks(reference);
  return LineEvidence(grid, peaks, kNoneClaimed).robust(line, {0, static_cast<double>(grid.frames())}, kBar);
}

// Ten seconds of a recording, half of whose peaks are lost and as many foreign ones added.
struct Excerpt {
  explicit Excerpt(std::uint64_t seed) : reference(dsp::random_fingerprint(60, seed)) {
    dsp::Treatment treatment;
    treatment.start_s = 20;
    treatment.duration_s = 10;
    treatment.dropped = 0.5;
    treatment.added = 0.5;
    query = dsp::treated(reference, treatment, seed + 1);
  }

  dsp::Fingerprint reference;
  dsp::Fingerprint query;
  Line line{dsp::seconds_to_frames(20), 1, 0};
};

// One note struck over and over.
dsp::Fingerprint repeated_note(double duration_s, std::uint32_t period_frames, std::uint32_t first_frame) {
  dsp::Fingerprint fingerprint;
  fingerprint.duration_s = duration_s;
  for (std::uint32_t frame = first_frame; frame < dsp::seconds_to_frames(duration_s); frame += period_frames)
    for (const std::uint16_t partial : std::initializer_list<std::uint16_t>{200, 392, 504, 584})
      fingerprint.peaks.push_back({frame, partial, 45});
  return fingerprint;
}

TEST(RobustEvidence, IsFarAboveTheThresholdOnTheTrueLine) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Excerpt excerpt(seed);
    EXPECT_GT(robust_of(excerpt.query, excerpt.reference, excerpt.line), 5 * kBar);
  }
}

TEST(RobustEvidence, IsBelowTheThresholdOnAnyOtherLine) {
  const Excerpt excerpt(1);
  for (const double frames_off : {-700.0, -40.0, -6.0, 6.0, 40.0, 700.0}) {
    Line line = excerpt.line;
    line.reference_origin += frames_off;
    EXPECT_LT(robust_of(excerpt.query, excerpt.reference, line), kBar) << frames_off << " frames off";
  }
  for (const double pitch_off : {-64.0, -16.0, 16.0, 64.0}) {
    Line line = excerpt.line;
    line.pitch_shift += pitch_off;
    EXPECT_LT(robust_of(excerpt.query, excerpt.reference, line), kBar) << "pitch " << pitch_off << " off";
  }
}

TEST(RobustEvidence, IsBelowTheThresholdForStrangers) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto query = dsp::random_fingerprint(10, 1000 + seed, dsp::kQueryPeaksPerSecond);
    const auto reference = dsp::random_fingerprint(30, 2000 + seed);
    EXPECT_LT(robust_of(query, reference, {300, 1, 0}), kBar) << "seed " << seed;
  }
}

TEST(RobustEvidence, IsBelowTheThresholdForARepeatedNote) {
  for (const std::uint32_t period_frames : {8U, 16U, 31U, 62U}) {
    const auto query = repeated_note(20, period_frames, 5);
    const auto reference = repeated_note(60, period_frames, 0);
    const QueryGrid grid(query);
    const ReferencePeaks peaks(reference);
    const Line line{period_frames * 10.0 - 5, 1, 0};
    const LineEvidence evidence(grid, peaks, kNoneClaimed);
    const Span whole{0, static_cast<double>(grid.frames())};
    // The notes meet, and all of them do.
    EXPECT_GT(evidence.total(line, whole, evidence.fit(line, whole)), kBar);
    EXPECT_LT(robust_of(query, reference, line), kBar) << "every " << period_frames << " frames";
  }
}

TEST(RobustEvidence, IsBelowTheThresholdForOneSharedEpisode) {
  const auto reference = dsp::random_fingerprint(30, 1);
  dsp::Treatment episode;
  episode.start_s = 14;
  episode.duration_s = 1.4;
  const auto shared = dsp::treated(reference, episode, 2);
  const auto query = dsp::joined(dsp::joined(dsp::random_fingerprint(4, 3), shared), dsp::random_fingerprint(4, 4));
  const Line line{dsp::seconds_to_frames(10), 1, 0};
  const QueryGrid grid(query);
  const ReferencePeaks peaks(reference);
  const LineEvidence evidence(grid, peaks, kNoneClaimed);
  const Span alone{dsp::seconds_to_frames(4), dsp::seconds_to_frames(5.4)};
  EXPECT_GT(evidence.total(line, alone, evidence.fit(line, alone)), kBar);
  EXPECT_LT(evidence.robust(line, alone, kBar), kBar);
  EXPECT_LT(robust_of(query, reference, line), kBar);
}

TEST(RobustEvidence, CountsClaimedPeaksNeitherForNorAgainst) {
  const Excerpt excerpt(3);
  const QueryGrid grid(excerpt.query);
  const ReferencePeaks peaks(excerpt.reference);
  const std::vector<bool> all(excerpt.query.peaks.size(), true);
  const Span whole{0, static_cast<double>(grid.frames())};
  EXPECT_LT(LineEvidence(grid, peaks, all).robust(excerpt.line, whole, kBar), kBar);
}

TEST(LineEvidence, AddsUpOverItsCells) {
  const Excerpt excerpt(4);
  const QueryGrid grid(excerpt.query);
  const ReferencePeaks peaks(excerpt.reference);
  const LineEvidence evidence(grid, peaks, kNoneClaimed);
  const Span span{40, 500};
  const MatchModel model = evidence.fit(excerpt.line, span);
  double sum = 0;
  for (const double cell : evidence.by_cell(excerpt.line, span, model)) sum += cell;
  EXPECT_NEAR(sum, evidence.total(excerpt.line, span, model), 1e-9);
}

TEST(LineEvidence, FitsTheRateAtWhichPeaksAreFoundAgain) {
  for (const double dropped : {0.2, 0.5, 0.8}) {
    const auto reference = dsp::random_fingerprint(60, 5);
    dsp::Treatment treatment;
    treatment.dropped = dropped;
    const auto query = dsp::treated(reference, treatment, 6);
    const QueryGrid grid(query);
    const ReferencePeaks peaks(reference);
    const auto rates = LineEvidence(grid, peaks, kNoneClaimed).fit({}, {0, 3750}).rates;
    EXPECT_NEAR(rates[0], 1 - dropped, 0.06);
  }
}

TEST(Extend, FindsWhereTheRecordingStartsAndEnds) {
  const auto reference = dsp::random_fingerprint(60, 7);
  dsp::Treatment treatment;
  treatment.start_s = 15;
  treatment.duration_s = 25;
  treatment.tempo_ratio = 1.02;
  treatment.dropped = 0.4;
  const auto inside = dsp::treated(reference, treatment, 8);
  const auto query =
      dsp::joined(dsp::joined(dsp::random_fingerprint(12, 9, 100), inside), dsp::random_fingerprint(12, 10, 100));
  const QueryGrid grid(query);
  const ReferencePeaks peaks(reference);
  const double first = dsp::seconds_to_frames(12);
  const double last = first + dsp::seconds_to_frames(25) / 1.02;
  // A seed of five seconds whose tempo is off by as much as a candidate's may be.
  Line line{0, 1.026, 0};
  line.reference_origin = dsp::seconds_to_frames(15) + 1.02 * 500 - 1.026 * (first + 500);
  const Region region = extend(grid, peaks, kNoneClaimed, line, {first + 350, first + 650});
  EXPECT_NEAR(region.span.first, first, 2 * LineEvidence::kCellFrames);
  EXPECT_NEAR(region.span.last, last, 2 * LineEvidence::kCellFrames);
  EXPECT_GT(region.evidence, kBar);
  EXPECT_NEAR(line.tempo_ratio, 1.02, 0.001);
}

}  // namespace
}  // namespace tributary::trace
