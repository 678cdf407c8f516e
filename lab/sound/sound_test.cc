#include "lab/sound/sound.h"

#include <cmath>

#include <gtest/gtest.h>

namespace tributary::lab {
namespace {

// A stereo sound whose every sample has this value.
Sound steady(float value, double duration_s) { return {2, std::vector<float>(2 * frames_of(duration_s), value)}; }

Sound sine(double frequency_hz, float level, double duration_s) {
  Sound sound{1, std::vector<float>(frames_of(duration_s))};
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    sound.samples[i] =
        level * static_cast<float>(std::sin(6.283185307 * frequency_hz * static_cast<double>(i) / kSoundRateHz));
  }
  return sound;
}

TEST(Slice, EndsWithTheSound) {
  const Sound part = slice(steady(0.5F, 2), 1.5, 3);
  EXPECT_EQ(part.frames(), frames_of(0.5));
  EXPECT_EQ(slice(part, 9, 1).frames(), 0U);
}

TEST(Mixed, LeavesTheFrontAboveTheRestByTheRatio) {
  const Sound front = sine(440, 0.1F, 1);
  const Sound sum = mixed(front, sine(1000, 0.8F, 1), 6);
  Sound under = sum;
  for (std::size_t i = 0; i < under.samples.size(); ++i) under.samples[i] -= front.samples[i];
  EXPECT_NEAR(level_db(front) - level_db(under), 6, 0.01);
}

TEST(Joined, OverlapsTheFadesAndKeepsThePowerOfUnrelatedSounds) {
  const Sound whole = joined({sine(440, 0.5F, 1), sine(1333, 0.5F, 1)}, 0.5);
  EXPECT_EQ(whole.frames(), frames_of(1.5));
  EXPECT_NEAR(level_db(slice(whole, 0.5, 0.5)), level_db(slice(whole, 0, 0.5)), 0.2);
}

TEST(WithoutClipping, TurnsDownOnlyWhatIsTooLoud) {
  EXPECT_FLOAT_EQ(without_clipping(steady(2.0F, 0.1)).samples[0], 0.999F);
  EXPECT_FLOAT_EQ(without_clipping(steady(0.5F, 0.1)).samples[0], 0.5F);
}

}  // namespace
}  // namespace tributary::lab
