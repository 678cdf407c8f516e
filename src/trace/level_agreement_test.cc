#include "trace/level_agreement.h"

#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::trace {
namespace {

constexpr float kChance = 1.0F / dsp::kPeakLevels;

// Pairs of which the part `kept` lies `gain` apart, give or take a step, and the rest anywhere.
std::vector<LevelPair> pairs_of(std::size_t count, int gain, double kept, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::uniform_int_distribution<int> anywhere(-30, 30);
  std::uniform_int_distribution<int> step(-1, 1);
  std::vector<LevelPair> pairs;
  for (std::size_t i = 0; i < count; ++i)
    pairs.push_back({uniform(random) < kept ? gain + step(random) : anywhere(random), kChance});
  return pairs;
}

double log_odds_of(const std::vector<LevelPair>& pairs) {
  const LevelAgreement agreement = LevelAgreement::fit(pairs);
  double sum = 0;
  for (const LevelPair& pair : pairs) sum += agreement.log_odds(pair);
  return sum;
}

TEST(LevelAgreement, SpeaksForPairsThatShareAGain) {
  for (const int gain : {-25, -3, 0, 12})
    for (const double kept : {0.5, 0.8}) {
      const auto pairs = pairs_of(60, gain, kept, 1);
      EXPECT_GT(log_odds_of(pairs), 0.5 * static_cast<double>(pairs.size())) << "gain " << gain << ", kept " << kept;
      const LevelAgreement agreement = LevelAgreement::fit(pairs);
      EXPECT_GT(agreement.log_odds({gain, kChance}), 1.5);
      EXPECT_LT(agreement.log_odds({gain + 20, kChance}), -0.5);
    }
}

// The gain is fitted to the pairs it then judges: what that alone gains must stay far below a threshold.
TEST(LevelAgreement, GainsLittleFromPairsThatShareNone) {
  for (std::uint64_t seed = 0; seed < 200; ++seed)
    EXPECT_LT(log_odds_of(pairs_of(12, 0, 0, seed)), 8) << "seed " << seed;
}

TEST(LevelAgreement, CountsALevelThatIsCommonAnywayForLess) {
  const LevelAgreement agreement = LevelAgreement::fit(pairs_of(60, 5, 0.8, 2));
  EXPECT_GT(agreement.log_odds({5, 0.02F}), agreement.log_odds({5, 0.2F}) + 1);
}

TEST(LevelAgreement, CountsNothingWithoutPairs) {
  EXPECT_EQ(LevelAgreement::fit({}).log_odds({0, kChance}), 0);
  EXPECT_EQ(LevelAgreement().log_odds({-3, kChance}), 0);
}

}  // namespace
}  // namespace tributary::trace
