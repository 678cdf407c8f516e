// The composition network as a graph of libtorch tensors: what the training changes. encoder::CompositionNetwork
// computes the same without libtorch.
//
// at::Tensor is declared here and not defined, so that only the files that compute pay for libtorch's headers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "encoder/composition_layers.h"
#include "encoder/tensor_file.h"
#include "lab/composition/training/arithmetic.h"
#include "tributary/result.h"

namespace at {
class Tensor;
}

namespace tributary::lab {

class ParameterSet;

// Not thread safe.
class CompositionGraph {
 public:
  // Fresh weights. `device` is what libtorch calls it: "cpu" or "cuda".
  CompositionGraph(const encoder::CompositionProfile& profile, Arithmetic arithmetic, std::uint64_t seed,
                   const std::string& device);
  CompositionGraph(CompositionGraph&&) noexcept;
  CompositionGraph& operator=(CompositionGraph&&) noexcept;
  ~CompositionGraph();

  // levels: uint8 [batch, frames, 216] as dsp::ConstantQ gives them, at least one frame.
  // features: float [batch, features, 4, 12], features = ceil(frames / 4), of unit norm per feature; the i-th is
  // centred on frame 4 i. segments: float [batch, segments, 128] of unit norm; the i-th pools the features from 25 i
  // on, 75 of them or up to the end; segment_count() says how many there are.
  // In training, batch statistics are used and recorded, and both results carry gradients.
  void forward(const at::Tensor& levels, bool training, at::Tensor& features, at::Tensor& segments);

  static std::int64_t segment_count(std::int64_t features);

  ParameterSet& parameters();

  std::vector<encoder::NamedTensor> save() const;
  // kInvalidInput where a tensor is missing, unknown or of another shape.
  Result<void> load(const std::vector<encoder::NamedTensor>& tensors);

 private:
  struct Layers;
  std::unique_ptr<Layers> layers_;
};

}  // namespace tributary::lab
