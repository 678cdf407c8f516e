#include "encoder/composition_weights.h"

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace tributary::encoder {
namespace {

using TensorsByName = std::map<std::string_view, const NamedTensor*>;

const std::vector<float>* find(const TensorsByName& tensors, const std::string& name,
                               const std::vector<std::int64_t>& shape) {
  const auto found = tensors.find(name);
  return found == tensors.end() || found->second->shape != shape ? nullptr : &found->second->values;
}

// Weight and bias of a layer in which what follows the convolution is part of it; none where a tensor is missing or of
// another size.
std::optional<std::pair<std::vector<float>, std::vector<float>>> fold(const TensorsByName& tensors,
                                                                      const CompositionLayer& layer) {
  const auto* weights =
      find(tensors, layer.name + ".weight", {layer.outputs, layer.inputs, layer.time_taps, layer.pitch_taps});
  const auto* bias = find(tensors, layer.name + ".bias", {layer.outputs});
  if (!layer.normalised) {
    if (weights == nullptr || bias == nullptr) return std::nullopt;
    return std::pair(*weights, *bias);
  }
  const auto* scale = find(tensors, layer.name + ".scale", {layer.outputs});
  const auto* shift = find(tensors, layer.name + ".shift", {layer.outputs});
  const auto* mean = find(tensors, layer.name + ".mean", {layer.outputs});
  const auto* variance = find(tensors, layer.name + ".variance", {layer.outputs});
  for (const auto* tensor : {weights, scale, shift, mean, variance})
    if (tensor == nullptr) return std::nullopt;
  std::pair folded(*weights, std::vector<float>(shift->size()));
  const std::size_t per_output = weights->size() / shift->size();
  for (std::size_t output = 0; output < shift->size(); ++output) {
    const float factor = (*scale)[output] / std::sqrt((*variance)[output] + static_cast<float>(kNormalisationEpsilon));
    folded.second[output] = (*shift)[output] - (*mean)[output] * factor;
    for (float& weight : std::span(folded.first).subspan(output * per_output, per_output)) weight *= factor;
  }
  return folded;
}

std::size_t tensors_of(const std::vector<CompositionLayer>& layers) {
  std::size_t count = 0;
  for (const CompositionLayer& layer : layers) count += layer.normalised ? 5 : 2;
  return count;
}

}  // namespace

Result<CompositionWeights> CompositionWeights::from_tensors(const std::vector<NamedTensor>& tensors,
                                                            const std::string& name) {
  TensorsByName by_name;
  for (const NamedTensor& tensor : tensors) by_name.emplace(tensor.name, &tensor);
  for (const std::string_view profile_name : composition_profile_names()) {
    CompositionWeights weights;
    weights.profile_ = *find_composition_profile(profile_name);
    const std::vector<CompositionLayer> layers = composition_layers(weights.profile_);
    if (by_name.size() != tensors_of(layers)) continue;
    for (const CompositionLayer& layer : layers)
      if (auto folded = fold(by_name, layer))
        weights.layers_.emplace(layer.name, Folded{layer, std::move(folded->first), std::move(folded->second)});
    if (weights.layers_.size() == layers.size()) return weights;
  }
  return Error{ErrorCode::kInvalidInput, name + ": holds the weights of no composition network this program knows"};
}

Convolution CompositionWeights::convolution(const std::string& layer, Ending ending) const {
  const Folded& folded = layers_.at(layer);
  const CompositionLayer& l = folded.layer;
  return Convolution({l.inputs, l.outputs, l.time_taps, l.pitch_taps, l.time_stride, l.pitch_stride, l.time_dilation},
                     ending, folded.weights, folded.bias);
}

}  // namespace tributary::encoder
