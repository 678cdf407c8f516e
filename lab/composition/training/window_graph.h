// A network of CLEWS's architecture (Serrà et al. 2025), to stand beside the composition network after the same
// training: one vector per window of 15 s, and nothing about moments.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include "lab/composition/training/arithmetic.h"
#include "lab/composition/training/parameter_set.h"

namespace tributary::lab {

// A stem of 12 semitones x 3 frames, pre-activated bottlenecks with instance-and-batch normalisation (Pan et al. 2018),
// generalised-mean pooling (Radenović, Tolias, Chum 2019) and a linear layer.
struct WindowProfile {
  struct Stage {
    std::int64_t blocks;
    std::int64_t channels;
  };
  std::int64_t stem_channels = 64;
  std::vector<Stage> stages = {{3, 256}, {4, 512}, {6, 1024}, {3, 2048}};  // each halves both axes
  std::int64_t dimensions = 1024;
};

// Not thread safe.
class WindowGraph {
 public:
  static constexpr std::int64_t kWindowFrames = 300;
  static constexpr std::int64_t kHopFrames = 100;

  // Fresh weights (He et al. 2015). `device` is what libtorch calls it: "cpu" or "cuda".
  WindowGraph(const WindowProfile& profile, Arithmetic arithmetic, std::uint64_t seed, const std::string& device);

  // levels: uint8 [windows, 300, 216] as dsp::ConstantQ gives them. The result is float [windows, dimensions] of unit
  // norm. In training, batch statistics are used and recorded, and the result carries gradients.
  at::Tensor forward(const at::Tensor& levels, bool training);

  // Of uint8 [recordings, frames, 216], at least 300 frames: the windows of 15 s every 5 s that fit, as float
  // [recordings, windows, dimensions]. Not for training.
  at::Tensor segments(const at::Tensor& levels);

  ParameterSet& parameters() { return parameters_; }

 private:
  void add_convolution(const std::string& name, at::IntArrayRef shape);
  void add_normalisation(const std::string& name, std::int64_t channels, std::int64_t by_batch);
  at::Tensor convolve(const std::string& name, const at::Tensor& x, at::IntArrayRef stride) const;
  at::Tensor batch_activated(const std::string& name, const at::Tensor& x, bool training) const;
  at::Tensor activated(const std::string& name, const at::Tensor& x, bool training) const;
  at::Tensor bottleneck(const std::string& name, const at::Tensor& x, std::int64_t stride, bool training) const;
  at::Tensor pooled(const at::Tensor& x) const;

  WindowProfile profile_;
  at::ScalarType type_;
  ParameterSet parameters_;
  at::Generator generator_;
};

}  // namespace tributary::lab
