// The window network gives what its header promises, and a short training of it learns.
#include "lab/composition/training/window_graph.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>
#include <string>

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include "lab/composition/training/losses.h"
#include "lab/composition/training/made_up_corpus.h"
#include "lab/composition/training/optimizer.h"
#include "lab/composition/training/window_trainer.h"

namespace tributary::lab {
namespace {

constexpr std::int64_t kBins = 216;

WindowProfile tiny() { return {8, {{1, 16}, {2, 32}}, 24}; }

WindowGraph tiny_graph(std::uint64_t seed = 1) { return {tiny(), Arithmetic::kFloat32, seed, "cpu"}; }

// Uniform from 40 to 140, a few partials at a time.
at::Tensor made_up_levels(std::int64_t windows, std::int64_t frames, std::uint32_t seed) {
  std::mt19937 engine(seed);
  at::Tensor levels = at::empty({windows, frames, kBins}, at::kByte);
  std::uint8_t* values = levels.data_ptr<std::uint8_t>();
  std::generate(values, values + levels.numel(),
                [&] { return static_cast<std::uint8_t>(engine() % 6 == 0 ? 40 + engine() % 100 : 40); });
  return levels;
}

double largest_difference(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

TEST(WindowGraph, gives_a_vector_of_unit_norm_per_window) {
  for (const Arithmetic arithmetic : {Arithmetic::kFloat32, Arithmetic::kBFloat16}) {
    WindowGraph graph(tiny(), arithmetic, 1, "cpu");
    const at::Tensor vectors = graph.forward(made_up_levels(3, WindowGraph::kWindowFrames, 1), false);
    ASSERT_EQ(vectors.sizes(), at::IntArrayRef({3, 24}));
    EXPECT_LT(largest_difference(vectors.square().sum(1), at::ones({3})), 1e-4);
  }
}

TEST(WindowGraph, cuts_a_recording_into_windows_of_15_s_every_5_s) {
  WindowGraph graph = tiny_graph();
  const at::Tensor levels = made_up_levels(2, 600, 2);
  const at::Tensor vectors = graph.segments(levels);
  ASSERT_EQ(vectors.sizes(), at::IntArrayRef({2, 4, 24}));
  const at::Tensor third = levels.narrow(1, 200, WindowGraph::kWindowFrames);
  EXPECT_LT(largest_difference(vectors.select(1, 2), graph.forward(third, false)), 1e-4);
}

TEST(WindowGraph, hears_no_change_of_volume_and_sees_a_change_of_notes) {
  WindowGraph graph = tiny_graph();
  const at::Tensor levels = made_up_levels(1, WindowGraph::kWindowFrames, 3);
  const at::Tensor vectors = graph.forward(levels, false);
  EXPECT_LT(largest_difference(vectors, graph.forward(levels + 20, false)), 1e-3);
  EXPECT_GT(largest_difference(vectors, graph.forward(levels.roll(9, 2), false)), 1e-3);
}

TEST(WindowGraph, records_the_statistics_of_its_batches) {
  WindowGraph graph = tiny_graph();
  const at::Tensor levels = made_up_levels(4, WindowGraph::kWindowFrames, 4);
  const at::Tensor in_training = graph.forward(levels, true).detach();
  EXPECT_GT(largest_difference(in_training, graph.forward(levels, false)), 1e-3);
  for (int i = 0; i < 200; ++i) graph.forward(levels, true);
  EXPECT_LT(largest_difference(in_training, graph.forward(levels, false).detach()), 1e-2);
}

TEST(WindowGraph, is_drawn_from_its_seed) {
  const at::Tensor first = tiny_graph(1).parameters().tensor("stage1.block1.wide");
  EXPECT_TRUE(first.equal(tiny_graph(1).parameters().tensor("stage1.block1.wide")));
  EXPECT_FALSE(first.equal(tiny_graph(2).parameters().tensor("stage1.block1.wide")));
}

TEST(WindowGraph, learns_which_windows_belong_together) {
  WindowGraph graph = tiny_graph();
  Optimizer optimizer(graph.parameters(), {}, OptimizerSettings{});
  constexpr std::int64_t kPairs = 6;
  const at::Tensor base = made_up_levels(kPairs, WindowGraph::kWindowFrames, 5);
  const at::Tensor levels = at::cat({base, at::max(base, made_up_levels(kPairs, WindowGraph::kWindowFrames, 6))});
  double first = 0;
  double last = std::numeric_limits<double>::infinity();
  for (int step = 0; step < 25; ++step) {
    const at::Tensor vectors = graph.forward(levels, true);
    const at::Tensor loss =
        segment_loss(vectors.narrow(0, 0, kPairs), vectors.narrow(0, kPairs, kPairs), at::full({}, 14.0));
    last = loss.item<double>();
    if (step == 0) first = last;
    optimizer.zero_gradients();
    loss.backward();
    for (const std::string& name : graph.parameters().names())
      EXPECT_EQ(graph.parameters().tensor(name).grad().defined(), graph.parameters().is_trained(name)) << name;
    ASSERT_TRUE(std::isfinite(optimizer.step(3e-3)));
  }
  EXPECT_LT(last, first / 2);
}

TEST(TrainWindowNetwork, ends_with_a_validation_of_what_it_learned) {
  const MadeUpCorpus corpus("window_training");
  WindowTrainingSettings settings;
  ASSERT_TRUE(corpus.describe_run(settings).ok());
  settings.profile = tiny();
  const auto trained = train_window_network(settings);
  ASSERT_TRUE(trained.ok()) << trained.error().message;
  std::stringstream log;
  log << std::ifstream(settings.output / "training.jsonl").rdbuf();
  EXPECT_EQ(log.str().find("{\"event\":\"validation\",\"step\":6,\"segment_top1\":"), 0U) << log.str();
  EXPECT_NE(log.str().find("\"windows\":96,"), std::string::npos) << log.str();

  settings.recorded_pairs = settings.pairs;
  EXPECT_EQ(train_window_network(settings).error().message, "there must be more pairs than recorded pairs");
}

}  // namespace
}  // namespace tributary::lab
