#include "trace/alignment.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/synthetic_fingerprint.h"

namespace tributary::trace {
namespace {

struct Case {
  double tempo_ratio;
  int pitch_shift;
};

class RefineTest : public ::testing::TestWithParam<Case> {};

// From where a candidate may lie, to within a frame over ten seconds and a sixteenth of a semitone.
TEST_P(RefineTest, RecoversTheLineAmongLostAndForeignPeaks) {
  const auto& [tempo_ratio, pitch_shift] = GetParam();
  const auto reference = dsp::random_fingerprint(60, 1);
  dsp::Treatment treatment;
  treatment.start_s = 20;
  treatment.duration_s = 10;
  treatment.tempo_ratio = tempo_ratio;
  treatment.pitch_shift = pitch_shift;
  treatment.dropped = 0.5;
  treatment.added = 0.5;
  const auto query = dsp::treated(reference, treatment, 2);
  const QueryGrid grid(query);
  const Span whole{0, static_cast<double>(grid.frames())};
  const double true_origin = dsp::seconds_to_frames(20);

  Line line;
  line.tempo_ratio = tempo_ratio * 1.004;
  line.reference_origin = true_origin + 1 - 0.004 * tempo_ratio * whole.last / 2;
  line.pitch_shift = pitch_shift + 3;
  line = refine(grid, reference.peaks, line, whole);
  EXPECT_NEAR(line.tempo_ratio, tempo_ratio, 0.001);
  EXPECT_NEAR(line.reference_origin, true_origin, 0.5);
  EXPECT_NEAR(line.reference_at(whole.last), true_origin + tempo_ratio * whole.last, 0.5);
  EXPECT_NEAR(line.pitch_shift, pitch_shift, 1);
}

INSTANTIATE_TEST_SUITE_P(TempiAndPitches, RefineTest,
                         ::testing::Values(Case{1, 0}, Case{0.8, 0}, Case{1.25, 0}, Case{1, 64}, Case{0.9, -48},
                                           Case{1.1, 17}));

// Few pairs would leave a fitted tempo some per mille off.
TEST(Refine, PrefersTheRecordingsOwnTempoAndPitch) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto reference = dsp::random_fingerprint(60, seed);
    dsp::Treatment treatment;
    treatment.start_s = 20;
    treatment.duration_s = 5;
    treatment.dropped = 0.9;
    treatment.added = 2;
    const auto query = dsp::treated(reference, treatment, seed + 100);
    const QueryGrid grid(query);
    const Line line = refine(grid, reference.peaks, {dsp::seconds_to_frames(20) - 0.5, 1.002, 1},
                             {0, static_cast<double>(grid.frames())});
    EXPECT_EQ(line.tempo_ratio, 1) << "seed " << seed;
    EXPECT_EQ(line.pitch_shift, 0) << "seed " << seed;
    EXPECT_NEAR(line.reference_origin, dsp::seconds_to_frames(20), 1.5) << "seed " << seed;
  }
}

TEST(Refine, LeavesALineWithTooFewPeaksAlone) {
  const auto reference = dsp::random_fingerprint(10, 1);
  dsp::Fingerprint query;
  query.duration_s = 10;
  query.peaks.assign(reference.peaks.begin(), reference.peaks.begin() + 5);
  const QueryGrid grid(query);
  const Line line = refine(grid, reference.peaks, {3, 1.1, 7}, {0, 600});
  EXPECT_EQ(line.reference_origin, 3);
  EXPECT_EQ(line.tempo_ratio, 1.1);
  EXPECT_EQ(line.pitch_shift, 7);
}

// A single chord says where, not how fast.
TEST(Refine, KeepsTheTempoWhereThePeaksShareOneMoment) {
  dsp::Fingerprint reference;
  reference.duration_s = 10;
  for (std::uint16_t i = 0; i < 20; ++i) reference.peaks.push_back({300, static_cast<std::uint16_t>(40 + 40 * i), 40});
  const QueryGrid grid(reference);
  const Line line = refine(grid, reference.peaks, {-30 + 1, 1.1, 2}, {0, 600});
  EXPECT_EQ(line.tempo_ratio, 1.1);
  EXPECT_NEAR(line.reference_at(300), 300, 1e-6);
  EXPECT_NEAR(line.pitch_shift, 0, 1e-6);
}

TEST(ForEachPair, VisitsThePeaksOfTheSpanInOrder) {
  const auto reference = dsp::random_fingerprint(20, 3);
  const auto query = dsp::random_fingerprint(20, 4);
  const QueryGrid grid(query);
  const Line line{-100, 1.25, 100};
  const Span span{200, 700};
  std::vector<std::size_t> expected;
  for (std::size_t i = 0; i < reference.peaks.size(); ++i) {
    const dsp::Peak& peak = reference.peaks[i];
    const double query_frame = (peak.frame + 100) / 1.25;
    if (query_frame >= 200 && query_frame < 700 && peak.pitch + 100 < dsp::kPitchLimit) expected.push_back(i);
  }
  std::vector<std::size_t> visited;
  for_each_pair(grid, reference.peaks, line, span, {}, [&](const PeakPair& pair) {
    visited.push_back(pair.reference_peak);
    EXPECT_NEAR(line.reference_at(pair.query_frame), reference.peaks[pair.reference_peak].frame, 1e-6);
    EXPECT_EQ(pair.query_peak, grid.nearest(pair.query_frame, pair.query_pitch, {}));
  });
  EXPECT_EQ(visited, expected);
}

}  // namespace
}  // namespace tributary::trace
