// Weights that nobody trained, for tests and measurements of what does not depend on training.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "encoder/composition_layers.h"
#include "encoder/tensor_file.h"

namespace tributary::encoder {

// Weights of a size that keeps the level of what flows through them, and normalisations that are not the identity, as
// after some training. `profile` is the name of one.
inline std::vector<NamedTensor> drawn_weights(std::string_view profile, std::uint32_t seed) {
  std::mt19937 engine(seed);
  std::vector<NamedTensor> tensors;
  const auto add = [&](std::string name, std::vector<std::int64_t> shape, auto draw) {
    std::size_t count = 1;
    for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
    NamedTensor tensor{std::move(name), std::move(shape), std::vector<float>(count)};
    for (float& value : tensor.values) value = draw(engine);
    tensors.push_back(std::move(tensor));
  };
  const auto constant = [](float value) { return [value](std::mt19937&) { return value; }; };
  std::uniform_real_distribution<float> around_zero(-0.2F, 0.2F);
  for (const CompositionLayer& layer : composition_layers(*find_composition_profile(profile))) {
    const double gain = layer.normalised ? std::sqrt(2.0) : 1.0;
    const auto taps = static_cast<double>(layer.inputs * layer.time_taps * layer.pitch_taps);
    std::normal_distribution<float> weight(0, static_cast<float>(gain / std::sqrt(taps)));
    add(layer.name + ".weight", {layer.outputs, layer.inputs, layer.time_taps, layer.pitch_taps}, weight);
    if (layer.normalised) {
      add(layer.name + ".scale", {layer.outputs}, constant(1));
      add(layer.name + ".shift", {layer.outputs}, around_zero);
      add(layer.name + ".mean", {layer.outputs}, around_zero);
      add(layer.name + ".variance", {layer.outputs}, constant(1));
    } else {
      add(layer.name + ".bias", {layer.outputs}, constant(0));
    }
  }
  return tensors;
}

}  // namespace tributary::encoder
