#include "trace/time_cells.h"

#include <numeric>

#include <gtest/gtest.h>

namespace tributary::trace {
namespace {

double total(const std::vector<TimeCell>& cells) {
  return std::accumulate(cells.begin(), cells.end(), 0.0, [](double sum, const TimeCell& c) { return sum + c.weight; });
}

TEST(TimeCells, CutAtSecondsAndEdgesAndWeighTogetherOne) {
  const std::vector<float> weights = {1, 0, 1};
  const std::vector<double> edges_s = {2.25, -1, 0.5, 9};
  const std::vector<TimeCell> cells = divide_into_cells(2.5, weights, edges_s);
  ASSERT_EQ(cells.size(), 5U);
  EXPECT_DOUBLE_EQ(cells[0].middle_s, 0.25);
  EXPECT_DOUBLE_EQ(cells[1].middle_s, 0.75);
  EXPECT_DOUBLE_EQ(cells[2].weight, 0) << "silence weighs nothing";
  EXPECT_EQ(cells[4].second, 2U);
  EXPECT_NEAR(cells[4].weight, 0.25 / 1.5, 1e-12) << "the last second counts for as long as the query lasts";
  EXPECT_NEAR(total(cells), 1, 1e-12);
}

TEST(TimeCells, AreNoneInSilence) {
  EXPECT_TRUE(divide_into_cells(3, std::vector<float>{0, 0, 0}, {}).empty());
  EXPECT_TRUE(divide_into_cells(0, {}, {}).empty());
}

}  // namespace
}  // namespace tributary::trace
