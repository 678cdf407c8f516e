#include "encoder/composition_network.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace tributary::encoder {
namespace {

std::vector<float> values_of(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.contiguous();
  return std::vector<float>(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
}

CompositionFeatures run(CompositionGraph& graph, std::span<const std::uint8_t> levels) {
  const c10::InferenceMode inference;
  at::set_num_threads(1);  // of this thread: tracks are what runs in parallel
  const auto frames = static_cast<std::int64_t>(levels.size() / kConstantQBins);
  at::Tensor input = at::empty({1, frames, kConstantQBins}, at::kByte);
  std::copy(levels.begin(), levels.end(), input.data_ptr<std::uint8_t>());
  at::Tensor features;
  at::Tensor segments;
  graph.forward(input, false, features, segments);
  CompositionFeatures result;
  result.features = static_cast<std::size_t>(features.size(1));
  result.frames = values_of(features);
  result.segments = static_cast<std::size_t>(segments.size(1));
  result.vectors = values_of(segments);
  return result;
}

}  // namespace

Result<CompositionNetwork> CompositionNetwork::load(const std::filesystem::path& weights, Arithmetic arithmetic) {
  TRIBUTARY_ASSIGN(const std::vector<NamedTensor> tensors, read_tensor_file(weights));
  return from_tensors(tensors, weights.string(), arithmetic);
}

Result<CompositionNetwork> CompositionNetwork::from_tensors(const std::vector<NamedTensor>& tensors,
                                                            const std::string& name, Arithmetic arithmetic) {
  try {
    for (const std::string_view profile : composition_profile_names()) {
      CompositionGraph graph(*find_composition_profile(profile), arithmetic, 0, "cpu");
      if (!graph.load(tensors)) continue;
      graph.fold_normalisations();
      return CompositionNetwork(std::move(graph));
    }
  } catch (const std::exception& error) {  // libtorch throws
    return Error{ErrorCode::kInternal, name + ": cannot be made a network: " + error.what()};
  }
  return Error{ErrorCode::kInvalidInput, name + ": holds the weights of no composition network this program knows"};
}

Result<CompositionFeatures> CompositionNetwork::encode(std::span<const std::uint8_t> levels) {
  if (levels.empty() || levels.size() % kConstantQBins != 0)
    return Error{ErrorCode::kInvalidInput, "constant-Q levels must be whole frames, at least one"};
  if (levels.size() / kConstantQBins > kMostFrames)
    return Error{ErrorCode::kLimit, "the track is longer than the 4 hours the composition network takes"};
  try {
    return run(graph_, levels);
  } catch (const std::exception& error) {  // libtorch throws
    return Error{ErrorCode::kInternal, std::string("the composition network failed: ") + error.what()};
  }
}

}  // namespace tributary::encoder
