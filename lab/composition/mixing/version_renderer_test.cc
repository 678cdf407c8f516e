// Notes are heard when they sound and as loud as they are then.
#include "lab/composition/mixing/version_renderer.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "lab/composition/mixing/level_scale.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kBassBin = 10;
constexpr std::size_t kHighBin = 100;
constexpr std::size_t kHeld_frames = 40;
constexpr std::size_t kFrames = 50;

// Two partials that lose half their power every frame, and 95% of it once released.
Timbre fading_timbre() {
  std::vector<float> powers(kFrames * kConstantQBins, 0.0F);
  float power = 1;
  for (std::size_t frame = 0; frame < kFrames; ++frame) {
    power *= frame < kHeld_frames ? 0.5F : 0.05F;
    for (const std::size_t bin : {kBassBin, kHighBin}) powers[frame * kConstantQBins + bin] = power;
  }
  Timbre timbre;
  timbre.notes.push_back(take_apart(60, kHeld_frames, powers));
  return timbre;
}

PowerWindow mix(const Timbre& timbre, double onset_frame, double held_frames) {
  VersionPlan plan{.tempo = TempoMap::steady(0, 1, 5), .parts = {}, .added = {}, .looseness_s = 0, .touch_db = 0};
  plan.parts[0].sounds = true;
  plan.parts[0].timbre = &timbre;
  Piece piece;
  piece.notes = {{static_cast<float>(onset_frame / kConstantQFramesPerSecond),
                  static_cast<float>(held_frames / kConstantQFramesPerSecond), 60, 100, 0, 0, timbre.drum}};
  Random random(1);
  return render_version(piece, plan, 100, random);
}

float at(const PowerWindow& window, std::size_t frame, std::size_t bin) {
  return window.powers[frame * kConstantQBins + bin];
}

TEST(RenderVersion, GivesATemplateBackWhereItsNoteIsPlayedAsItWas) {
  const PowerWindow window = mix(fading_timbre(), 20, kHeld_frames);
  float power = 1;
  for (std::size_t frame = 0; frame < kFrames; ++frame) {
    power *= frame < kHeld_frames ? 0.5F : 0.05F;
    EXPECT_NEAR(at(window, 20 + frame, kHighBin) / power, 1, 1e-3F) << "frame " << frame;
  }
}

TEST(RenderVersion, ReleasesANoteFromTheLevelItHasThen) {
  const PowerWindow window = mix(fading_timbre(), 20, 4);
  EXPECT_NEAR(at(window, 23, kHighBin) / 0.0625F, 1, 1e-3F);
  // The release is measured against the last held row.
  EXPECT_NEAR(at(window, 24, kHighBin) / (0.05F * 0.03125F), 1, 1e-3F);
  EXPECT_LT(at(window, 26, kHighBin), 1e-5F);
}

TEST(RenderVersion, PutsAnOnsetBetweenTwoFrames) {
  const Timbre timbre = fading_timbre();
  const PowerWindow early = mix(timbre, 20, 30);
  const PowerWindow between = mix(timbre, 20.5, 30);
  const PowerWindow late = mix(timbre, 21, 30);
  for (const std::size_t frame : {20U, 25U, 30U}) {
    const float a = at(early, frame, kHighBin);
    const float b = at(late, frame, kHighBin);
    EXPECT_GT(at(between, frame, kHighBin), std::min(a, b));
    EXPECT_LT(at(between, frame, kHighBin), std::max(a, b));
  }
}

TEST(RenderVersion, HearsTheBassBeforeItsOnset) {
  const PowerWindow window = mix(fading_timbre(), 20, 10);
  EXPECT_GT(at(window, 17, kBassBin), 0.01F * at(window, 20, kBassBin));
  EXPECT_LT(at(window, 17, kBassBin), at(window, 18, kBassBin));
  EXPECT_EQ(at(window, 14, kBassBin), 0);
  EXPECT_EQ(at(window, 18, kHighBin), 0);  // its window is four times as short
}

TEST(RenderVersion, LetsDrumsRingThatHaveDiedAwayBeforeTheirRelease) {
  std::vector<float> powers(kFrames * kConstantQBins, 0.0F);
  for (std::size_t frame = 0; frame < 20; ++frame) powers[frame * kConstantQBins + kHighBin] = 0.5F;
  Timbre timbre;
  timbre.drum = true;
  timbre.notes.push_back(take_apart(60, kHeld_frames, powers));
  const PowerWindow window = mix(timbre, 20, 2);
  EXPECT_FLOAT_EQ(at(window, 35, kHighBin), 0.5F);
  EXPECT_EQ(at(window, 41, kHighBin), 0);
}

}  // namespace
}  // namespace tributary::lab
