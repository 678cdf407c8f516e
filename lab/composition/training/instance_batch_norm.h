// Instance-and-batch normalisation (Pan et al. 2018).
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace tributary::lab {

// The state of one normalisation of `channels` of which the last `by_batch` are normalised over the batch.
struct InstanceBatchNorm {
  at::Tensor scale;     // [channels]
  at::Tensor shift;     // [channels]
  at::Tensor mean;      // [by_batch]
  at::Tensor variance;  // [by_batch]
};

inline constexpr double kNormalisationMomentum = 0.05;  // of what a batch adds to the recorded statistics
inline constexpr double kNormalisationEpsilon = 1e-5;

// Of x, [examples, channels, height, width] of any memory format: the first channels by their mean and variance over
// each example; the others over the batch in training, which is recorded, and by the recorded ones else.
at::Tensor instance_batch_norm(const at::Tensor& x, const InstanceBatchNorm& state, bool training);

}  // namespace tributary::lab
