#include "audit/sparse_scores.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "audit/draws.h"

namespace tributary::audit {
namespace {

TEST(SparseScores, KeepsByHowMuchScoresStandOut) {
  const std::vector<float> sparse = sparse_scores(std::vector<float>{0, 0, 0, 4});  // mean 1, deviation sqrt(3)
  EXPECT_EQ(sparse[0], 0);
  EXPECT_NEAR(sparse[3], 3 - std::sqrt(3.0), 1e-6);
}

TEST(SparseScores, AreZeroWhereNothingStandsOut) {
  EXPECT_EQ(sparse_scores(std::vector<float>{2, 2, 2}), (std::vector<float>{0, 0, 0}));
  EXPECT_EQ(sparse_scores(std::vector<float>{-7}), std::vector<float>{0});
  EXPECT_TRUE(sparse_scores({}).empty());
}

// What is added to every score, and low scores however low, say nothing; a unit stays a unit.
TEST(SparseScores, DoNotDependOnWhatEveryScoreHas) {
  std::vector<float> scores = noise_of(5, 200);
  scores[17] = 9;
  const std::vector<float> sparse = sparse_scores(scores);
  std::vector<float> moved = scores;
  for (float& score : moved) score = 3 * score + 10;
  const std::vector<float> of_moved = sparse_scores(moved);
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_NEAR(of_moved[i], 3 * sparse[i], 1e-4);
  EXPECT_GT(sparse[17], 7);
  EXPECT_GT(std::count(sparse.begin(), sparse.end(), 0.0F), 150);
}

// However often a passage is uploaded, others' scores stay.
TEST(SparseScores, CountAPassageOnce) {
  std::vector<float> products{0, 1, 2, 9};
  const std::vector<float> before = sparse_scores(products);
  std::vector<double> weights{1.0 / 51, 1, 1, 1};
  products.resize(54, 0);
  weights.resize(54, 1.0 / 51);
  const std::vector<float> after = sparse_scores(products, weights);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_FLOAT_EQ(after[i], before[i]) << i;
  EXPECT_GT(sparse_scores(products)[2], before[2]) << "where uploads count";
}

}  // namespace
}  // namespace tributary::audit
