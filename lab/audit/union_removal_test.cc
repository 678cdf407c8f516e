#include "lab/audit/union_removal.h"

#include <gtest/gtest.h>

namespace tributary::lab {
namespace {

using Places = std::vector<std::size_t>;

TEST(StrongestTogether, TakesEachQuerysStrongestInTurns) {
  const std::vector<double> scores{5, 4, 3, 0, 0,   // first query: 0, 1, 2
                                   0, 4, 0, 9, 3};  // second: 3, 1, 4
  EXPECT_EQ(strongest_together(scores, 5, 2), (Places{0, 3}));
  EXPECT_EQ(strongest_together(scores, 5, 3), (Places{0, 1, 3}));
  EXPECT_EQ(strongest_together(scores, 5, 5), (Places{0, 1, 2, 3, 4}));
}

TEST(StrongestTogether, GoesByPlaceAmongEqualScores) {
  EXPECT_EQ(strongest_together(std::vector<double>(6, 1), 3, 2), (Places{0, 1}));
}

}  // namespace
}  // namespace tributary::lab
