#include "tributary/ppm.h"

#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace tributary {
namespace {

TEST(ApportionPpm, GivesTheLargestRemainderTheMissingPart) {
  const std::vector<double> thirds{1.0 / 3, 1.0 / 3, 1.0 / 3};
  EXPECT_EQ(apportion_ppm(thirds), (std::vector<Ppm>{333334, 333333, 333333, 0}));
}

TEST(ApportionPpm, LeavesTheRestUnattributed) {
  EXPECT_EQ(apportion_ppm(std::vector<double>{0.3, 0.1}), (std::vector<Ppm>{300000, 100000, 600000}));
  EXPECT_EQ(apportion_ppm(std::vector<double>{}), (std::vector<Ppm>{1000000}));
}

TEST(ApportionPpm, AddsUpForAnyFractions) {
  std::mt19937_64 random(20261122);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int round = 0; round < 2000; ++round) {
    std::vector<double> fractions(1 + random() % 40);
    for (double& f : fractions) f = uniform(random);
    const double total = std::accumulate(fractions.begin(), fractions.end(), 0.0);
    const double explained = round % 3 == 0 ? 1.0 : uniform(random);
    for (double& f : fractions) f *= explained / total;
    const auto parts = apportion_ppm(fractions);
    EXPECT_EQ(std::accumulate(parts.begin(), parts.end(), Ppm{0}), kWholePpm);
    for (std::size_t i = 0; i < fractions.size(); ++i) EXPECT_NEAR(parts[i], fractions[i] * kWholePpm, 1.0 + 1e-6);
  }
}

}  // namespace
}  // namespace tributary
