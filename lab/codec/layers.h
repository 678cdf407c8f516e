// The layers that the codecs are made of. Signals are [batch, channels, time].
#pragma once

#include <cstdint>
#include <string>

#include <ATen/core/Generator.h>

#include "lab/codec/parameter_set.h"

namespace tributary::lab {

struct Convolution {
  std::string name;
  std::int64_t inputs = 0;
  std::int64_t outputs = 0;
  std::int64_t taps = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  bool transposed = false;  // then `stride` is how many times longer the result is
};

// Random weights of a variance that keeps the signal's, times `gain` squared, and no bias.
void add_convolution(ParameterSet& parameters, const Convolution& layer, at::Generator& generator, double gain = 1);

// Padded with zeros, so that the result is `stride` times shorter or longer: a multiple of it goes in. An odd stride
// needs odd taps, an even one even taps.
at::Tensor convolve(const ParameterSet& parameters, const Convolution& layer, const at::Tensor& x);

// x plus what two layers make of it: three dilated taps to half the channels, then one tap back.
void add_residual_unit(ParameterSet& parameters, const std::string& name, std::int64_t channels,
                       at::Generator& generator);
at::Tensor residual_unit(const ParameterSet& parameters, const std::string& name, std::int64_t channels,
                         std::int64_t dilation, const at::Tensor& x);

at::Tensor activation(const at::Tensor& x);

}  // namespace tributary::lab
