#include "base/rounding.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace tributary::base {
namespace {

TEST(Rounded, IsWhatTheLibraryRoundsTo) {
  for (double value = -5; value <= 5; value += 0.125) EXPECT_EQ(rounded(value), std::lround(value)) << value;
  for (const double edge : {0.5, 1.5, -0.5, -2.5})
    for (const double value : {std::nextafter(edge, -9), edge, std::nextafter(edge, 9)})
      EXPECT_EQ(rounded(value), std::lround(value)) << value;
  std::mt19937 random(1);
  std::uniform_real_distribution<double> any(-2e9, 2e9);
  for (int i = 0; i < 1000; ++i) {
    const double value = any(random);
    EXPECT_EQ(rounded(value), std::lround(value)) << value;
  }
}

}  // namespace
}  // namespace tributary::base
