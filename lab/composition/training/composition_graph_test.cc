// The graph that is trained computes what encoder::CompositionNetwork computes.
#include "lab/composition/training/composition_graph.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "encoder/composition_network.h"
#include "encoder/drawn_weights.h"

namespace tributary::lab {
namespace {

std::vector<std::uint8_t> made_up_levels(std::size_t frames) {
  std::mt19937 engine(3);
  std::vector<std::uint8_t> levels(frames * encoder::kConstantQBins);
  for (std::uint8_t& level : levels) level = engine() % 6 == 0 ? static_cast<std::uint8_t>(engine() % 180) : 0;
  return levels;
}

double largest_difference(const at::Tensor& tensor, const std::vector<float>& values) {
  const at::Tensor flat = tensor.detach().contiguous();
  if (static_cast<std::size_t>(flat.numel()) != values.size()) return 1e9;
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    largest =
        std::max(largest, std::abs(static_cast<double>(flat.data_ptr<float>()[i]) - static_cast<double>(values[i])));
  return largest;
}

class GraphAndNetwork : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(CompositionGraph, GraphAndNetwork, ::testing::Values("small", "full"));

TEST_P(GraphAndNetwork, agree) {
  const std::vector<encoder::NamedTensor> tensors = encoder::drawn_weights(GetParam(), 5);
  CompositionGraph graph(*encoder::find_composition_profile(GetParam()), Arithmetic::kFloat32, 1, "cpu");
  ASSERT_TRUE(graph.load(tensors).ok());
  const auto weights = encoder::CompositionWeights::from_tensors(tensors, "drawn");
  ASSERT_TRUE(weights.ok());
  encoder::CompositionNetwork network = std::move(encoder::CompositionNetwork::make(*weights).value());
  for (const std::size_t frames : {1U, 37U, 501U}) {
    const std::vector<std::uint8_t> levels = made_up_levels(frames);
    const auto encoded = network.encode(levels);
    ASSERT_TRUE(encoded.ok());
    at::Tensor input = at::empty({1, static_cast<std::int64_t>(frames), encoder::kConstantQBins}, at::kByte);
    std::copy(levels.begin(), levels.end(), input.data_ptr<std::uint8_t>());
    at::Tensor features;
    at::Tensor segments;
    graph.forward(input, false, features, segments);
    EXPECT_LT(largest_difference(features, encoded->frames), 2e-3) << frames;
    EXPECT_LT(largest_difference(segments, encoded->vectors), 2e-3) << frames;
  }
}

TEST(CompositionGraph, is_drawn_from_its_seed) {
  const encoder::CompositionProfile profile = *encoder::find_composition_profile("small");
  const auto first = CompositionGraph(profile, Arithmetic::kFloat32, 1, "cpu").save();
  EXPECT_EQ(first, CompositionGraph(profile, Arithmetic::kFloat32, 1, "cpu").save());
  EXPECT_NE(first, CompositionGraph(profile, Arithmetic::kFloat32, 2, "cpu").save());
}

}  // namespace
}  // namespace tributary::lab
