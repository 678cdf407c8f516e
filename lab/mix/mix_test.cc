#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "lab/mix/ingredients.h"
#include "lab/mix/mix_case.h"

namespace tributary::lab {
namespace {

Sound tone(double length_s, double amplitude, double frequency_hz = 440) {
  Sound sound{1, std::vector<float>(frames_of(length_s))};
  for (std::size_t i = 0; i < sound.samples.size(); ++i)
    sound.samples[i] = static_cast<float>(
        amplitude * std::sin(2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / kSoundRateHz));
  return sound;
}

double share_of(const std::vector<TrueShare>& truth, Tier tier, const std::string& work_id) {
  double share = 0;
  for (const TrueShare& one : truth)
    if (one.tier == tier && one.work_id == work_id) share += one.share;
  return share;
}

TEST(TruthOfAMix, OfAMontageIsItsSeconds) {
  const std::vector<Ingredient> montage{
      {tone(3, 0.1), 0, "A", true}, {tone(5, 0.3), 3, "", false}, {tone(2, 0.1), 8, "B", false}};
  const auto truth = truth_of(montage, 10);
  EXPECT_NEAR(share_of(truth, Tier::kRecording, "A"), 0.3, 1e-6);
  EXPECT_NEAR(share_of(truth, Tier::kComposition, "A"), 0.3, 1e-6);
  EXPECT_EQ(share_of(truth, Tier::kRecording, "B"), 0) << "only its music is played";
  EXPECT_NEAR(share_of(truth, Tier::kComposition, "B"), 0.2, 1e-6);
}

TEST(TruthOfAMix, OfWhatSoundsTogetherIsItsEnergy) {
  const std::vector<Ingredient> layers{{tone(10, 0.2), 0, "A", true}, {tone(10, 0.1, 1000), 0, "B", true}};
  const auto truth = truth_of(layers, 10);
  EXPECT_NEAR(share_of(truth, Tier::kRecording, "A"), 0.8, 1e-3);
  EXPECT_NEAR(share_of(truth, Tier::kRecording, "B"), 0.2, 1e-3);
}

TEST(TruthOfAMix, SilenceWeighsNothing) {
  const auto truth = truth_of({{tone(5, 0.1), 0, "A", true}, {tone(5, 1e-5), 5, "B", true}}, 20);
  EXPECT_NEAR(share_of(truth, Tier::kRecording, "A"), 1, 1e-6);
  EXPECT_NEAR(share_of(truth, Tier::kRecording, "B"), 0, 1e-6);
}

TEST(PutTogether, AddsUpWhatSoundsAndCutsWhatDoesNotFit) {
  const Sound whole = put_together({{tone(2, 0.1), 0, "", false}, {tone(9, 0.1), 1, "", false}}, 4);
  EXPECT_EQ(whole.frames(), frames_of(4));
  EXPECT_NEAR(level_db(slice(whole, 0.2, 0.7)), -23, 0.1);
  EXPECT_NEAR(level_db(slice(whole, 1.2, 0.7)), -17, 0.1) << "the same phase twice";
}

TEST(MixCase, ComesBackFromItsJson) {
  const MixCase mix_case{"00007",
                         "montage",
                         "opus_24",
                         "cases/00007.opus",
                         61.25,
                         {{"style", "chiptune"}},
                         {{Tier::kRecording, "A", 0.25, {{0, 15.5}, {30, 32}}}, {Tier::kComposition, "B", 0.5, {}}}};
  const auto again = case_from_json(to_json(mix_case), "x");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, mix_case);
  EXPECT_FALSE(case_from_json("{\"name\": \"x\"}", "x"));
  EXPECT_FALSE(case_from_json("no json", "x"));
}

TEST(MixCase, ACopyIsTheSameWork) {
  EXPECT_EQ(true_work(std::string("rec:x") + kCopySuffix), "rec:x");
  EXPECT_EQ(true_work("rec:x"), "rec:x");
}

}  // namespace
}  // namespace tributary::lab
