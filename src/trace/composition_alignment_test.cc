#include "trace/composition_alignment.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "trace/synthetic_composition.h"

namespace tributary::trace {
namespace {

CompositionFrames to_frames(const EncodedFrames& frames) {
  return CompositionFrames(index::quantise_composition(frames, {}).frames);
}

ReferenceFrames to_reference(const EncodedFrames& frames) { return ReferenceFrames(to_frames(frames)); }

std::vector<CompositionRegion> align(const EncodedFrames& query, const EncodedFrames& reference) {
  CompositionAligner aligner;
  aligner.set_query(to_frames(query));
  return aligner.align(to_reference(reference));
}

double best_score(const std::vector<CompositionRegion>& regions) { return regions.empty() ? 0 : regions.front().score; }

class PerformanceTest : public ::testing::TestWithParam<Performance> {};

TEST_P(PerformanceTest, IsFoundWithItsSecondsTempoAndKey) {
  const auto reference = random_composition(120, 1);
  const Performance& performance = GetParam();
  const auto regions = align(performed(reference, performance, 2), reference);
  ASSERT_FALSE(regions.empty());
  const CompositionRegion& region = regions.front();
  EXPECT_EQ(region.transposition, performance.transposition);
  EXPECT_NEAR(region.tempo_ratio, performance.tempo_ratio, 0.04);
  EXPECT_LT(region.query_begin_s, 1);
  EXPECT_GT(region.query_end_s, performance.duration_s - 1);
  EXPECT_NEAR(region.reference_begin_s, performance.start_s + region.query_begin_s * performance.tempo_ratio, 0.7);
  EXPECT_NEAR(region.reference_end_s, performance.start_s + region.query_end_s * performance.tempo_ratio, 0.7);
  double best_foreign = 0;
  for (std::uint64_t seed = 10; seed < 30; ++seed)
    best_foreign =
        std::max(best_foreign, best_score(align(performed(reference, performance, 2), random_composition(120, seed))));
  EXPECT_GT(region.score, 1.3 * best_foreign);
}

INSTANTIATE_TEST_SUITE_P(
    KeysAndTempi, PerformanceTest,
    ::testing::Values(Performance{.start_s = 40}, Performance{.start_s = 0, .noise = 1},
                      Performance{.start_s = 33, .tempo_ratio = 0.8, .transposition = 5, .noise = 1},
                      Performance{.start_s = 71, .tempo_ratio = 1.25, .transposition = -6, .noise = 1},
                      Performance{.start_s = 20, .tempo_ratio = 0.65, .transposition = -2, .noise = 0.5},
                      Performance{.start_s = 20, .tempo_ratio = 1.6, .transposition = 1, .noise = 0.5},
                      Performance{
                          .start_s = 50, .tempo_ratio = 1.2, .transposition = 3, .noise = 1, .melody_only = true}));

TEST(CompositionAligner, FindsEveryRepeat) {
  const auto verse = random_composition(20, 3);
  EncodedFrames reference;
  for (const std::uint64_t seed : {4U, 5U, 6U}) {
    const auto other = random_composition(25, seed);
    reference.insert(reference.end(), other.begin(), other.end());
    reference.insert(reference.end(), verse.begin(), verse.end());
  }
  const auto regions = align(performed(verse, {.start_s = 2, .duration_s = 15, .noise = 0.5}, 7), reference);
  ASSERT_EQ(regions.size(), 3U);
  std::vector<double> begins;
  for (const CompositionRegion& region : regions) begins.push_back(region.reference_begin_s);
  std::sort(begins.begin(), begins.end());
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(begins[i], 27 + 45 * static_cast<double>(i), 0.7);
}

TEST(CompositionAligner, FindsAPartOfTheQuery) {
  const auto reference = random_composition(60, 8);
  EncodedFrames query = random_composition(20, 9);
  const auto inside = performed(reference, {.start_s = 30, .duration_s = 12, .transposition = 4, .noise = 0.5}, 10);
  query.insert(query.begin() + 50 * index::kCompositionFrameValues, inside.begin(), inside.end());
  const auto regions = align(query, reference);
  ASSERT_FALSE(regions.empty());
  EXPECT_NEAR(regions.front().query_begin_s, 10, 1);
  EXPECT_NEAR(regions.front().query_end_s, 22, 1);
  EXPECT_NEAR(regions.front().reference_begin_s, 30, 1);
  EXPECT_EQ(regions.front().transposition, 4);
}

TEST(CompositionAligner, GivesTheSameAnswerAfterOtherWork) {
  const auto reference = random_composition(60, 11);
  const auto query = to_frames(performed(reference, {.start_s = 10, .noise = 1}, 12));
  CompositionAligner aligner;
  aligner.set_query(query);
  const auto first = aligner.align(to_reference(reference));
  aligner.align(to_reference(random_composition(90, 13)));
  EXPECT_EQ(aligner.align(to_reference(reference)), first);
}

TEST(CompositionAligner, FindsNothingInSilenceOrInAlmostNothing) {
  const auto music = random_composition(30, 14);
  const EncodedFrames silence(100 * index::kCompositionFrameValues);
  const EncodedFrames one_frame(music.begin(), music.begin() + index::kCompositionFrameValues);
  EXPECT_TRUE(align(silence, music).empty());
  EXPECT_TRUE(align(music, silence).empty());
  EXPECT_TRUE(align(silence, silence).empty());
  EXPECT_TRUE(align({}, music).empty());
  EXPECT_TRUE(align(music, {}).empty());
  EXPECT_TRUE(align(one_frame, music).empty());
  EXPECT_TRUE(align(music, one_frame).empty());
  CompositionAligner without_query;
  EXPECT_TRUE(without_query.align(to_reference(music)).empty());
}

// The path of a performance whose tempo changes to this ratio half-way.
std::vector<PathPoint> path_of(std::size_t points, double first_ratio, double second_ratio) {
  std::vector<PathPoint> path;
  double reference = 0;
  for (std::size_t i = 0; i < points; ++i) {
    path.push_back({static_cast<std::uint32_t>(40 + i), static_cast<std::uint32_t>(900 + std::lround(reference))});
    reference += 2 * i < points ? first_ratio : second_ratio;
  }
  return path;
}

TEST(Wander, IsSmallAtASteadyTempoWhateverItIs) {
  for (const double ratio : {0.8, 1.0, 1.13, 1.25}) EXPECT_LT(wander_of(path_of(75, ratio, ratio)), 0.26) << ratio;
  const double bent = wander_of(path_of(75, 1, 1.1));  // who plays may do so
  EXPECT_GT(bent, 0.26);
  EXPECT_LT(bent, 0.6);
  EXPECT_GT(wander_of(path_of(75, 0.6, 1.4)), 1);
}

TEST(Wander, SaysLessOfAShortPathAndNothingOfAPoint) {
  double before = 0;
  for (const std::size_t points : {150U, 75U, 40U, 25U}) {
    const double wander = wander_of(path_of(points, 1, 1));
    EXPECT_GT(wander, before) << points;
    before = wander;
  }
  EXPECT_LT(before, 1);
  EXPECT_GE(wander_of(path_of(10, 1, 1)), 1);  // no steadier than chance would be
  EXPECT_EQ(wander_of({{3, 5}}), 1);
  EXPECT_EQ(wander_of({}), 1);
}

TEST(CompositionAligner, SaysHowSteadyThePathIs) {
  const auto reference = random_composition(60, 1);
  const auto regions = align(performed(reference, {.start_s = 20, .tempo_ratio = 1.15, .noise = 0.5}, 2), reference);
  ASSERT_FALSE(regions.empty());
  EXPECT_LT(regions.front().wander, 0.4);
}

TEST(CompositionAligner, StaysInOneKeyWhereItIsAskedTo) {
  const auto reference = random_composition(60, 1);
  AlignmentEffort effort;
  effort.any_key = false;
  CompositionAligner aligner({}, effort);
  const auto score_at = [&](int transposition) {
    const Performance performance{.start_s = 20, .transposition = transposition};
    aligner.set_query(to_frames(performed(reference, performance, 2)));
    const auto regions = aligner.align(to_reference(reference));
    for (const CompositionRegion& region : regions) EXPECT_EQ(region.transposition, 0);
    return best_score(regions);
  };
  EXPECT_GT(score_at(0), 2 * score_at(3));
}

}  // namespace
}  // namespace tributary::trace
