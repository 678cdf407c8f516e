#include "trace/segment_scan.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "trace/synthetic_composition.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kValues = index::kCompositionSegmentValues;

// A segment vector that points along one axis.
std::vector<std::int8_t> axis(std::size_t place, int length = index::kCompositionSegmentNorm) {
  std::vector<std::int8_t> segment(kValues);
  segment[place] = static_cast<std::int8_t>(length);
  return segment;
}

std::vector<std::int8_t> joined(std::vector<std::int8_t> a, const std::vector<std::int8_t>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(SegmentTable, RanksRecordingsByTheirNearestSegment) {
  SegmentTable table;
  table.add("far", axis(1));
  table.add("near", joined(axis(1), axis(0)));
  table.add("nearer than far", joined(axis(0, 60), axis(0, 50)));
  table.add("empty", std::vector<std::int8_t>());
  const auto found = table.nearest(joined(axis(0), axis(1)), 3);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0], (std::vector<SegmentCandidate>{{1, 1, 1}, {2, 0, 60.0 / 127}, {0, 0, 0}}));
  ASSERT_EQ(found[1].size(), 3U);
  EXPECT_EQ(found[1][0], (SegmentCandidate{0, 0, 1}));  // as near as the next, and before it
  EXPECT_EQ(found[1][1], (SegmentCandidate{1, 0, 1}));
}

TEST(SegmentTable, LeavesRecordingsOut) {
  SegmentTable table;
  table.add("a", axis(0));
  table.add("b", axis(0));
  const auto found = table.nearest(axis(0), 5, [](const std::string& id) { return id == "a"; });
  ASSERT_EQ(found.at(0).size(), 1U);
  EXPECT_EQ(table.recording_id(found[0][0].recording), "b");
}

TEST(SegmentTable, FindsNothingInNothing) {
  SegmentTable table;
  EXPECT_TRUE(table.nearest({}, 5).empty());
  EXPECT_TRUE(table.nearest(axis(0), 5).at(0).empty());
  table.add("a", axis(0));
  EXPECT_TRUE(table.nearest(std::vector<std::int8_t>(kValues), 5).at(0).empty());
  EXPECT_TRUE(table.nearest(axis(0), 0).at(0).empty());
}

// Against plain sums, at the extremes of int8 as well.
TEST(SegmentTable, ComparesExactly) {
  const auto query = index::quantise_composition({}, synthetic_segments(random_composition(15, 1))).segments;
  SegmentTable table;
  std::vector<std::int32_t> expected;
  const auto add = [&](const std::vector<std::int8_t>& segment) {
    table.add(std::to_string(expected.size()), segment);
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < kValues; ++i) sum += query[i] * segment[i];
    expected.push_back(sum);
  };
  for (std::uint64_t seed = 2; seed < 40; ++seed)
    add(index::quantise_composition({}, synthetic_segments(random_composition(15, seed))).segments);
  add(std::vector<std::int8_t>(kValues, -128));
  add(std::vector<std::int8_t>(kValues, 127));
  const auto found = table.nearest(query, expected.size());
  ASSERT_EQ(found.at(0).size(), expected.size());
  for (const SegmentCandidate& candidate : found[0])
    EXPECT_DOUBLE_EQ(candidate.similarity, expected[candidate.recording] / (127.0 * 127.0));
}

TEST(SegmentTable, LooksCoarselyAtAllFramesInAnyKey) {
  SegmentTable table;
  EXPECT_FALSE(table.has_frames());
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    table.add(std::to_string(seed), synthetic_features(random_composition(60, seed)));
  ASSERT_TRUE(table.has_frames());
  const auto query = performed(random_composition(60, 7), {.start_s = 20, .transposition = 4, .noise = 0.5}, 1);
  const CompositionFrames frames = CompositionFrames(synthetic_features(query).frames).centred();
  const auto looks = table.look_coarsely(frames, true, {}, 1);
  ASSERT_EQ(looks.size(), 20U);
  const auto best = std::max_element(looks.begin(), looks.end(),
                                     [](const CoarseLook& a, const CoarseLook& b) { return a.score < b.score; });
  EXPECT_EQ(best - looks.begin(), 7);
  EXPECT_TRUE(looks[7].keys.test(4));
  for (const CoarseLook& look : looks) EXPECT_EQ(look.keys.count(), 4U);
  EXPECT_EQ(table.look_coarsely(frames, true, {}, 3), looks);
  const auto in_one_key = table.look_coarsely(frames, false, {}, 1);
  EXPECT_LT(in_one_key[7].score, looks[7].score);
  EXPECT_EQ(in_one_key[7].keys, KeySet(1));
  const auto others = table.look_coarsely(frames, true, {}, 2, [](const std::string& id) { return id == "7"; });
  EXPECT_TRUE(std::isinf(others[7].score));
  EXPECT_TRUE(others[7].keys.none());
  EXPECT_EQ(others[8], looks[8]);
  table.add("without", synthetic_features(query).segments);
  EXPECT_FALSE(table.has_frames());
}

TEST(CompositionFrames, AreCoarseInBytes) {
  const CompositionFrames frames(synthetic_features(random_composition(10, 1)).frames);
  const auto coarse = frames.coarse();
  ASSERT_EQ(coarse.size(), frames.size() / 4 * kFrameValues);
  const CompositionFrames sums = frames.halved().halved();
  const CompositionFrames back = CompositionFrames::from_coarse(coarse);
  ASSERT_EQ(back.size(), sums.size());
  for (std::size_t i = 0; i < back.values().size(); ++i) EXPECT_NEAR(back.values()[i], sums.values()[i], 8) << i;
}

}  // namespace
}  // namespace tributary::trace
