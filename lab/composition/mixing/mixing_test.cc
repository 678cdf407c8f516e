// The levels and the times of the mixer.
#include <vector>

#include <gtest/gtest.h>

#include "lab/composition/mixing/level_scale.h"
#include "lab/composition/mixing/tempo_map.h"

namespace tributary::lab {
namespace {

TEST(LevelScale, levels_and_powers_are_inverse) {
  std::vector<float> powers(power_of_level().begin(), power_of_level().end());
  std::vector<float> levels(powers.size());
  levels_of_powers(powers, levels);
  for (std::size_t level = 1; level < levels.size(); ++level)
    EXPECT_NEAR(levels[level], static_cast<float>(level), 0.02F);
  EXPECT_LT(levels[0], 0);
}

TEST(TempoMap, leads_back_to_the_same_moment) {
  Random random(5);
  for (int i = 0; i < 50; ++i) {
    const TempoMap map = TempoMap::draw(random.uniform(0, 100), 15, TempoRange{}, random);
    double before = map.to_score(0);
    EXPECT_DOUBLE_EQ(before, map.start_s());
    for (double t = 0.1; t < 15; t += 0.1) {
      const double score_s = map.to_score(t);
      EXPECT_GT(score_s, before);
      EXPECT_NEAR(map.to_version(score_s), t, 1e-9);
      before = score_s;
    }
    const double ratio = (map.to_score(15) - map.to_score(0)) / 15;
    EXPECT_GT(ratio, 0.6);
    EXPECT_LT(ratio, 1.6);
  }
}

}  // namespace
}  // namespace tributary::lab
