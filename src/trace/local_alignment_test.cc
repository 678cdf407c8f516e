#include "trace/local_alignment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::trace {
namespace {

// Frames of which no two resemble each other: one value of 48 each.
std::vector<std::int8_t> unlike_frames(const std::vector<std::size_t>& values) {
  std::vector<std::int8_t> levels(values.size() * kFrameValues);
  for (std::size_t i = 0; i < values.size(); ++i) levels[i * kFrameValues + values[i]] = 1;
  return levels;
}

std::vector<std::size_t> counted(std::size_t first, std::size_t last, std::size_t step = 1) {
  std::vector<std::size_t> values;
  for (std::size_t i = first; i < last; i += step) values.push_back(i);
  return values;
}

std::optional<Path> best_path(const std::vector<std::size_t>& query, const std::vector<std::size_t>& reference) {
  LocalAlignment alignment;
  alignment.align(CompositionFrames(unlike_frames(query)), FrameColumns(CompositionFrames(unlike_frames(reference))));
  return alignment.best_path();
}

TEST(CompositionFrames, HaveOneLengthUnlessTheyAreSilent) {
  std::vector<std::int8_t> levels(3 * kFrameValues);
  levels[5] = -1;
  for (std::size_t i = 0; i < kFrameValues; ++i) levels[kFrameValues + i] = static_cast<std::int8_t>(i % 7) - 3;
  const CompositionFrames frames(levels);
  ASSERT_EQ(frames.size(), 3U);
  EXPECT_EQ(frames.values()[5], -kFrameNorm);
  double power = 0;
  for (std::size_t i = 0; i < kFrameValues; ++i)
    power += frames.values()[kFrameValues + i] * frames.values()[kFrameValues + i];
  EXPECT_NEAR(power, kFrameNorm * kFrameNorm, 0.02 * kFrameNorm * kFrameNorm);
  for (std::size_t i = 0; i < kFrameValues; ++i) EXPECT_EQ(frames.values()[2 * kFrameValues + i], 0);
  EXPECT_EQ(frames.halved().size(), 1U);
  EXPECT_EQ(frames.halved().values()[5], frames.values()[kFrameValues + 5] - kFrameNorm);
}

TEST(CompositionFrames, LoseWhatSoundsThroughout) {
  std::vector<std::int8_t> levels(3 * kFrameValues);
  for (const std::size_t frame : {0U, 2U}) levels[frame * kFrameValues + 7] = 3;
  levels[2 * kFrameValues + 8] = 3;
  const CompositionFrames frames(levels);
  const CompositionFrames centred = frames.centred();
  EXPECT_NEAR(centred.values()[7] + centred.values()[2 * kFrameValues + 7], 0, 1);
  EXPECT_NEAR(centred.values()[8], -frames.values()[2 * kFrameValues + 8] / 2, 1);
  for (std::size_t i = 0; i < kFrameValues; ++i) EXPECT_EQ(centred.values()[kFrameValues + i], 0);
}

TEST(CompositionFrames, RollWithinEachChannel) {
  const CompositionFrames frames(unlike_frames({12 + 1}));
  EXPECT_EQ(frames.lowered(1).values()[12 + 0], kFrameNorm);
  EXPECT_EQ(frames.lowered(2).values()[12 + 11], kFrameNorm);
  EXPECT_EQ(frames.lowered(-6).values()[12 + 7], kFrameNorm);
}

TEST(LocalAlignment, FollowsThePartThatBothShare) {
  const auto path = best_path(counted(5, 20), counted(0, 40));
  ASSERT_TRUE(path);
  ASSERT_EQ(path->points.size(), 15U);
  for (std::uint32_t i = 0; i < 15; ++i) EXPECT_EQ(path->points[i], (PathPoint{i, i + 5}));
  EXPECT_GT(path->score, 10);
  EXPECT_LT(path->score, 15);
}

TEST(LocalAlignment, SkipsFramesOfEitherSide) {
  const auto slow = best_path(counted(10, 30, 2), counted(0, 40));
  ASSERT_TRUE(slow);
  ASSERT_EQ(slow->points.size(), 10U);
  for (std::uint32_t i = 0; i < 10; ++i) EXPECT_EQ(slow->points[i], (PathPoint{i, 10 + 2 * i}));
  std::vector<std::size_t> doubled;
  for (std::size_t i = 20; i < 60; ++i) doubled.push_back(i / 2);
  const auto fast = best_path(doubled, counted(0, 40));
  ASSERT_TRUE(fast);
  EXPECT_GE(fast->points.size(), 39U);
  for (const PathPoint& point : fast->points) EXPECT_EQ(point.reference, 10 + point.query / 2);
}

TEST(LocalAlignment, LeavesOutWhatDoesNotResemble) {
  std::vector<std::size_t> query = counted(40, 44);
  for (const std::size_t value : counted(5, 15)) query.push_back(value);
  const auto path = best_path(query, counted(0, 30));
  ASSERT_TRUE(path);
  EXPECT_EQ(path->points.front(), (PathPoint{4, 5}));
  EXPECT_EQ(path->points.back(), (PathPoint{13, 14}));
}

TEST(LocalAlignment, FindsTheNextBestWithoutTheFirst) {
  std::vector<std::size_t> reference = counted(0, 12);
  for (const std::size_t value : counted(30, 36)) reference.push_back(value);
  for (const std::size_t value : counted(0, 9)) reference.push_back(value);
  LocalAlignment alignment;
  alignment.align(CompositionFrames(unlike_frames(counted(0, 12))),
                  FrameColumns(CompositionFrames(unlike_frames(reference))));
  const auto first = alignment.best_path();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->points.front(), (PathPoint{0, 0}));
  alignment.exclude(*first);
  const auto second = alignment.best_path();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->points.front(), (PathPoint{0, 18}));
  EXPECT_EQ(second->points.back(), (PathPoint{8, 26}));
  EXPECT_LT(second->score, first->score);
}

// What a path of the kind a step may make is worth, from the similarities themselves.
class PlainSimilarity {
 public:
  PlainSimilarity(const CompositionFrames& a, const CompositionFrames& b) : columns_(b.size()) {
    double square = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      for (std::size_t j = 0; j < b.size(); ++j) {
        double product = 0;
        for (std::size_t k = 0; k < kFrameValues; ++k)
          product += a.values()[i * kFrameValues + k] * b.values()[j * kFrameValues + k];
        values_.push_back(product / (kFrameNorm * kFrameNorm));
        mean_ += values_.back();
        square += values_.back() * values_.back();
      }
    mean_ /= static_cast<double>(values_.size());
    deviation_ = std::sqrt(square / static_cast<double>(values_.size()) - mean_ * mean_);
  }

  double gain(std::size_t i, std::size_t j) const {
    return values_[i * columns_ + j] - mean_ - PathCosts{}.frame * deviation_;
  }
  double skip() const { return PathCosts{}.skip * deviation_; }

 private:
  std::size_t columns_;
  std::vector<double> values_;
  double mean_ = 0;
  double deviation_ = 0;
};

// The best sum of all paths, by the definition.
double plain_best(const PlainSimilarity& similarity, std::size_t rows, std::size_t columns) {
  std::vector<std::vector<double>> sums(rows, std::vector<double>(columns));
  double best = 0;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      double before = 0;
      if (i >= 1 && j >= 1) before = std::max(before, sums[i - 1][j - 1]);
      if (i >= 1 && j >= 2) before = std::max(before, sums[i - 1][j - 2] - similarity.skip());
      if (i >= 2 && j >= 1)
        before = std::max(before, sums[i - 2][j - 1] + similarity.gain(i - 1, j) - similarity.skip());
      sums[i][j] = std::max(0.0, before + similarity.gain(i, j));
      best = std::max(best, sums[i][j]);
    }
  return best;
}

TEST(LocalAlignment, FindsTheBestSumOfAllPaths) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::int8_t> query(40 * kFrameValues);
    std::vector<std::int8_t> reference(90 * kFrameValues);
    for (std::int8_t& level : query) level = static_cast<std::int8_t>(static_cast<int>(random() % 7) - 3);
    for (std::int8_t& level : reference) level = static_cast<std::int8_t>(static_cast<int>(random() % 7) - 3);
    const CompositionFrames a(query);
    const CompositionFrames b(reference);
    LocalAlignment alignment;
    alignment.align(a, FrameColumns(b));
    EXPECT_NEAR(alignment.best_score(), plain_best(PlainSimilarity(a, b), 40, 90), 0.01);
    const auto path = alignment.best_path();
    ASSERT_TRUE(path);
    EXPECT_EQ(path->score, alignment.best_score());
    for (std::size_t i = 1; i < path->points.size(); ++i) {
      EXPECT_EQ(path->points[i].query - path->points[i - 1].query, 1U);
      EXPECT_LE(path->points[i].reference - path->points[i - 1].reference, 2U);
    }
  }
}

TEST(LocalAlignment, ScoresSeveralQueriesAsItDoesEach) {
  std::mt19937 random(7);
  const auto drawn = [&](std::size_t count) {
    std::vector<std::int8_t> levels(count * kFrameValues);
    for (std::int8_t& level : levels) level = static_cast<std::int8_t>(static_cast<int>(random() % 7) - 3);
    return CompositionFrames(levels);
  };
  for (const std::size_t rows : {0U, 1U, 2U, 5U, 75U})
    for (const std::size_t columns : {0U, 1U, 2U, 16U, 31U, 140U}) {
      const CompositionFrames query = drawn(rows).centred();
      const std::array<CompositionFrames, kTablesAtOnce> keys = {query, query.lowered(3), query.lowered(7),
                                                                 query.lowered(8)};
      const FrameColumns reference(drawn(columns));
      LocalAlignment together;
      const auto scores = together.best_scores({&keys[0], &keys[1], &keys[2], &keys[3]}, reference);
      EXPECT_FALSE(together.best_path());
      for (std::size_t i = 0; i < keys.size(); ++i) {
        LocalAlignment one;
        one.align(keys[i], reference);
        EXPECT_EQ(scores[i], one.best_score()) << rows << " x " << columns;
      }
    }
}

TEST(LocalAlignment, FindsNothingInNothing) {
  EXPECT_FALSE(best_path({}, counted(0, 10)));
  EXPECT_FALSE(best_path(counted(0, 10), {}));
  EXPECT_FALSE(best_path({}, {}));
  LocalAlignment alignment;
  const CompositionFrames silence(std::vector<std::int8_t>(20 * kFrameValues));
  alignment.align(silence, FrameColumns(CompositionFrames(unlike_frames(counted(0, 20)))));
  EXPECT_FALSE(alignment.best_path());
  alignment.align(silence, FrameColumns(silence));
  EXPECT_EQ(alignment.best_score(), 0);
}

}  // namespace
}  // namespace tributary::trace
