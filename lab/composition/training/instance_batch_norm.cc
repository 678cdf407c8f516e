#include "lab/composition/training/instance_batch_norm.h"

#include <ATen/ATen.h>

#include <array>

namespace tributary::lab {
namespace {

constexpr std::array<std::int64_t, 2> kPlane = {2, 3};

struct Statistics {
  at::Tensor mean;
  at::Tensor variance;
};

// Of a batch, out of those of its examples.
Statistics over_batch(const Statistics& examples) {
  const at::Tensor mean = examples.mean.mean(0);
  return {mean, examples.variance.mean(0) + (examples.mean - mean).square().mean(0)};
}

}  // namespace

// One pass over x gives both kinds of statistics, and another applies them.
at::Tensor instance_batch_norm(const at::Tensor& x, const InstanceBatchNorm& state, bool training) {
  const auto [variances, means] = at::var_mean(x, at::IntArrayRef(kPlane), false, true);
  const Statistics all{means.to(at::kFloat).flatten(1), variances.to(at::kFloat).flatten(1)};
  const std::int64_t by_batch = state.mean.size(0);
  const std::int64_t by_example = x.size(1) - by_batch;
  Statistics batch{state.mean, state.variance};
  if (training) {
    batch = over_batch({all.mean.narrow(1, by_example, by_batch), all.variance.narrow(1, by_example, by_batch)});
    state.mean.lerp_(batch.mean.detach(), kNormalisationMomentum);
    state.variance.lerp_(batch.variance.detach(), kNormalisationMomentum);
  }
  const auto joined = [&](const at::Tensor& examples, const at::Tensor& whole) {
    return at::cat({examples.narrow(1, 0, by_example), whole.expand({x.size(0), by_batch})}, 1);
  };
  const at::Tensor scale = state.scale * (joined(all.variance, batch.variance) + kNormalisationEpsilon).rsqrt();
  const at::Tensor shift = state.shift - joined(all.mean, batch.mean) * scale;
  const auto as_plane = [&](const at::Tensor& values) { return values.to(x.scalar_type()).unsqueeze(2).unsqueeze(3); };
  return at::addcmul(as_plane(shift), x, as_plane(scale));
}

}  // namespace tributary::lab
