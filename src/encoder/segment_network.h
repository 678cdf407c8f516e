// The part of the composition network that turns what 15 s have pooled into one vector, the same in every key.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "encoder/composition_weights.h"
#include "encoder/frame_network.h"

namespace tributary::encoder {

// Not thread safe. oneDNN's exceptions leave every function.
class SegmentNetwork {
 public:
  explicit SegmentNetwork(const CompositionWeights& weights);

  // `hops` are the sums over every 5 s, at least one. [segments][kSegmentDimensions] of unit norm: the i-th covers the
  // hops i, i + 1 and i + 2, or those there are.
  std::vector<float> run(std::span<const PooledSums> hops);

  static std::size_t segment_count(std::size_t hops);

 private:
  Convolution segment_;
  Convolution spectrum_;
  Convolution projection_;
};

}  // namespace tributary::encoder
