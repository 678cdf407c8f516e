#include "trace/key_alignment.h"

#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::trace {
namespace {

std::vector<std::int8_t> random_levels(std::size_t count, std::uint64_t seed, int least = -3) {
  std::mt19937_64 random(seed);
  std::vector<std::int8_t> levels(count * kFrameValues);
  for (std::int8_t& level : levels)
    level = static_cast<std::int8_t>(least + static_cast<int>(random() % static_cast<std::uint64_t>(4 - least)));
  return levels;
}

std::vector<std::int8_t> columns_of(std::span<const std::int8_t> coarse) {
  std::vector<std::int8_t> columns;
  append_columns(coarse, columns);
  return columns;
}

void expect_scores_of_local_alignments(const CompositionFrames& query, const std::vector<std::int8_t>& coarse) {
  const std::vector<std::int8_t> columns = columns_of(coarse);
  const CompositionFrames reference = CompositionFrames::from_coarse(coarse);
  const PathCosts costs = {0.6, 1.0};
  for (const VectorUnit unit : vector_units()) {
    KeyAlignment any_key(query, true, costs, unit);
    const KeyAlignment::Scores scores = any_key.best_scores({columns.data(), reference.size()});
    KeyAlignment one_key(query, false, costs, unit);
    const KeyAlignment::Scores first = one_key.best_scores({columns.data(), reference.size()});
    LocalAlignment alignment(costs);
    for (std::size_t key = 0; key < KeyAlignment::kKeys; ++key) {
      alignment.align(query.lowered(static_cast<int>(key)), FrameColumns(reference));
      EXPECT_EQ(scores[key], alignment.best_score()) << key;
      EXPECT_EQ(first[key], key == 0 ? scores[0] : 0) << key;
    }
  }
}

TEST(KeyAlignment, FindsInEachKeyWhatALocalAlignmentFinds) {
  for (const std::size_t query : {1U, 3U, 4U, 37U})
    for (const std::size_t reference : {0U, 1U, 2U, 15U, 16U, 17U, 75U})
      expect_scores_of_local_alignments(CompositionFrames(random_levels(4 * query, query)).centred().halved().halved(),
                                        CompositionFrames(random_levels(4 * reference, reference + 100)).coarse());
}

// Two with much in common, in another key; and the longest frames that are ever multiplied.
TEST(KeyAlignment, FindsInEachKeyWhatIsThere) {
  const CompositionFrames frames(random_levels(160, 1, 0));
  expect_scores_of_local_alignments(frames.lowered(7).centred().halved().halved(), frames.coarse());
  const CompositionFrames longest(std::vector<std::int8_t>(80 * kFrameValues, 3));
  expect_scores_of_local_alignments(longest.halved().halved(), longest.coarse());
}

TEST(KeyAlignment, FindsNothingForNoFrames) {
  KeyAlignment alignment(CompositionFrames(std::span<const std::int8_t>()), true, {});
  const std::vector<std::int8_t> columns = columns_of(CompositionFrames(random_levels(20, 1)).coarse());
  EXPECT_EQ(alignment.best_scores({columns.data(), 5}), KeyAlignment::Scores{});
}

TEST(CoarseColumns, GiveTheFramesBack) {
  for (const std::size_t count : {0U, 1U, 16U, 21U}) {
    const auto coarse = CompositionFrames(random_levels(4 * count, count)).coarse();
    const auto columns = columns_of(coarse);
    EXPECT_EQ(columns.size(), CoarseColumns({nullptr, count}).blocks() * CoarseColumns::kBlockValues);
    EXPECT_EQ(rows_of({columns.data(), count}), coarse);
  }
}

}  // namespace
}  // namespace tributary::trace
