#include "lab/codec/layers.h"

#include <ATen/ATen.h>

#include <cmath>

namespace tributary::lab {
namespace {

constexpr double kLeak = 0.1;

Convolution dilated(const std::string& name, std::int64_t channels, std::int64_t dilation) {
  return {.name = name + ".dilated", .inputs = channels, .outputs = channels / 2, .taps = 3, .dilation = dilation};
}

Convolution back(const std::string& name, std::int64_t channels) {
  return {.name = name + ".back", .inputs = channels / 2, .outputs = channels};
}

}  // namespace

at::Tensor activation(const at::Tensor& x) { return at::leaky_relu(x, kLeak); }

void add_convolution(ParameterSet& parameters, const Convolution& layer, at::Generator& generator, double gain) {
  const std::int64_t summed = layer.transposed ? layer.inputs * layer.taps / layer.stride : layer.inputs * layer.taps;
  const std::int64_t first = layer.transposed ? layer.inputs : layer.outputs;
  const std::int64_t second = layer.transposed ? layer.outputs : layer.inputs;
  at::Tensor weight = at::empty({first, second, layer.taps}, at::kFloat);
  weight.normal_(0, gain / std::sqrt(static_cast<double>(summed)), generator);
  parameters.add(layer.name + ".weight", weight, true);
  parameters.add(layer.name + ".bias", at::zeros({layer.outputs}), true);
}

at::Tensor convolve(const ParameterSet& parameters, const Convolution& layer, const at::Tensor& x) {
  const at::Tensor& weight = parameters.at(layer.name + ".weight");
  const at::Tensor& bias = parameters.at(layer.name + ".bias");
  if (layer.taps == 1)  // libtorch 1.13 has a slow path for one tap on one thread
    return at::matmul(weight.squeeze(2), x) + bias.unsqueeze(1);
  const std::int64_t padding = layer.dilation * (layer.taps - layer.stride) / 2;
  if (layer.transposed) return at::conv_transpose1d(x, weight, bias, layer.stride, padding);
  return at::conv1d(x, weight, bias, layer.stride, padding, layer.dilation);
}

void add_residual_unit(ParameterSet& parameters, const std::string& name, std::int64_t channels,
                       at::Generator& generator) {
  add_convolution(parameters, dilated(name, channels, 1), generator, std::sqrt(2.0));
  add_convolution(parameters, back(name, channels), generator, 0.5);
}

at::Tensor residual_unit(const ParameterSet& parameters, const std::string& name, std::int64_t channels,
                         std::int64_t dilation, const at::Tensor& x) {
  const at::Tensor inner = activation(convolve(parameters, dilated(name, channels, dilation), activation(x)));
  return x + convolve(parameters, back(name, channels), inner);
}

}  // namespace tributary::lab
