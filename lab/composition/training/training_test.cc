// The training's parts do what their formulas say, and a short run learns and goes on where it stopped.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "encoder/tensor_file.h"
#include "lab/composition/pairs/subsequence_alignment.h"
#include "lab/composition/training/losses.h"
#include "lab/composition/training/made_up_corpus.h"
#include "lab/composition/training/trainer.h"
#include "lab/composition/training/training_plot.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

TEST(TrainingPlot, draws_a_curve_for_every_figure_and_passes_over_what_is_no_line_of_the_log) {
  const TestFolder folder;
  std::ofstream(folder / "plot_test.jsonl")
      << "{\"event\":\"train\",\"step\":20,\"segment_loss\":4,\"frame_loss\":null}\nno line\n"
         "{\"event\":\"train\",\"step\":40,\"segment_loss\":2,\"frame_loss\":3}\n"
         "{\"event\":\"validation\",\"step\":40,\"segment_top1\":0.5,\"localised\":1}\n";
  const auto drawn = plot_training(folder / "plot_test.jsonl", folder / "plot_test.svg");
  ASSERT_TRUE(drawn.ok()) << drawn.error().message;
  std::stringstream text;
  text << std::ifstream(folder / "plot_test.svg").rdbuf();
  EXPECT_NE(text.str().find("points=\"380.0,40.0 700.0,150.0 \"><title>segment_loss"), std::string::npos) << text.str();
  EXPECT_NE(text.str().find("points=\"700.0,95.0 \"><title>frame_loss"), std::string::npos);
  EXPECT_NE(text.str().find("points=\"700.0,430.0 \"><title>segment_top1"), std::string::npos);
  EXPECT_FALSE(plot_training(folder / "no such log", folder / "plot_test.svg").ok());
}

TEST(Rolled, moves_each_pair_by_its_own_transposition) {
  const at::Tensor features = at::arange(24, at::kFloat).reshape({2, 1, 1, 12});
  const at::Tensor moved = rolled(features, at::tensor({2, -1}, at::kLong));
  EXPECT_EQ(moved[0][0][0][2].item<float>(), 0);
  EXPECT_EQ(moved[0][0][0][0].item<float>(), 10);
  EXPECT_EQ(moved[1][0][0][11].item<float>(), 12);
}

TEST(SegmentLoss, is_small_only_where_the_right_pair_is_nearest) {
  const at::Tensor a = at::eye(4, at::kFloat);
  const at::Tensor scale = at::full({}, 20.0);
  EXPECT_LT(segment_loss(a, a, scale).item<double>(), 1e-6);
  EXPECT_GT(segment_loss(a, a.roll(1, 0), scale).item<double>(), 10);
}

TEST(FrameLoss, asks_for_the_true_moment_under_the_true_transposition) {
  at::Tensor a = at::zeros({2, 6, 4, 12});
  for (std::int64_t pair = 0; pair < 2; ++pair)
    for (std::int64_t time = 0; time < 6; ++time) a[pair][time][pair][time] = 1;
  const at::Tensor transposition = at::tensor({3, 1}, at::kLong);
  const at::Tensor b = rolled(a, transposition);
  const at::Tensor position = at::arange(6, at::kFloat).repeat({2, 1});
  const at::Tensor later = (position + 2).masked_fill(position > 3, -1.0);
  const at::Tensor scale = at::full({}, 30.0);
  EXPECT_LT(frame_loss(a, b, transposition, position, scale, 2).item<double>(), 1e-3);
  EXPECT_GT(frame_loss(a, b, transposition + 6, position, scale, 2).item<double>(), 1);
  EXPECT_GT(frame_loss(a, b, transposition, later, scale, 2).item<double>(), 1);
}

TEST(SubsequenceAlignment, finds_a_stretched_query_in_its_place) {
  for (const double tempo : {0.6, 1.0, 1.7}) {
    constexpr std::size_t kQuery = 40;
    constexpr std::size_t kReference = 120;
    std::vector<float> similarity(kQuery * kReference, 0.0F);
    for (std::size_t i = 0; i < kQuery; ++i)
      for (std::size_t j = 0; j < kReference; ++j)
        if (std::abs(static_cast<double>(j) - (25 + tempo * static_cast<double>(i))) <= 1)
          similarity[i * kReference + j] = 1;
    const SubsequenceAlignment found = align_subsequence(similarity, kQuery, kReference);
    EXPECT_GT(found.score, 0.95F);
    EXPECT_NEAR(static_cast<double>(found.begin), 25, 1.01);
    EXPECT_NEAR(static_cast<double>(found.end), 25 + tempo * (kQuery - 1), 1.01);
  }
}

class TrainingRun : public ::testing::Test {
 protected:
  TrainingRun() {
    EXPECT_TRUE(corpus_.describe_run(settings_).ok());
    settings_.aligned_queries = 2;
  }

  std::vector<std::string> log_lines() const {
    std::ifstream file(settings_.output / "training.jsonl");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

  const MadeUpCorpus corpus_{"training"};
  TrainingSettings settings_;
};

TEST_F(TrainingRun, goes_on_from_its_checkpoint_as_if_it_had_never_stopped) {
  ASSERT_TRUE(train(settings_).ok());
  const auto straight = encoder::read_tensor_file(settings_.output / "checkpoint.tensors");
  ASSERT_TRUE(straight.ok());

  settings_.output = corpus_.folder() / "interrupted";
  settings_.stop_after_steps = 3;
  ASSERT_TRUE(train(settings_).ok());
  settings_.stop_after_steps = 0;
  ASSERT_TRUE(train(settings_).ok());
  const auto resumed = encoder::read_tensor_file(settings_.output / "checkpoint.tensors");
  ASSERT_TRUE(resumed.ok());
  ASSERT_EQ(resumed->size(), straight->size());
  for (std::size_t i = 0; i < straight->size(); ++i)
    for (std::size_t j = 0; j < (*straight)[i].values.size(); ++j)
      EXPECT_NEAR((*straight)[i].values[j], (*resumed)[i].values[j], 1e-4F) << (*straight)[i].name;
  EXPECT_EQ(log_lines().size(), 3U);  // chroma before the first step, validation at the end of each run
}

TEST_F(TrainingRun, says_what_is_wrong_with_its_settings) {
  settings_.profile = "enormous";
  EXPECT_EQ(train(settings_).error().message, "there is no profile \"enormous\"");
  settings_.profile = "small";
  settings_.pairs = 9;
  EXPECT_FALSE(train(settings_).ok());
  settings_.pairs = 32;
  EXPECT_NE(train(settings_).error().message.find("has too few works"), std::string::npos);
}

TEST_F(TrainingRun, asks_for_what_its_options_need) {
  EXPECT_TRUE(check_complete(settings_).ok());
  settings_.recorded_pairs = 8;
  EXPECT_EQ(check_complete(settings_).error().message, "--recorded-pairs needs --recordings");
  settings_.recorded_pairs = 0;
  settings_.steps = 0;
  EXPECT_EQ(check_complete(settings_).error().message, "--steps must be at least 1");
}

}  // namespace
}  // namespace tributary::lab
