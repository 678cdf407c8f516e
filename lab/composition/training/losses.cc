#include "lab/composition/training/losses.h"

#include <ATen/ATen.h>

#include <limits>

namespace tributary::lab {
namespace {

constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();

// Minus the mean log probability of the right answers along `axis`, over those that have one.
at::Tensor pick_loss(const at::Tensor& logits, const at::Tensor& right, std::int64_t axis) {
  const at::Tensor asked = right.any(axis);
  const at::Tensor all = logits.logsumexp(axis);
  const at::Tensor hit = logits.masked_fill(right.logical_not(), -1e4).logsumexp(axis);
  return ((all - hit) * asked).sum() / asked.sum().clamp_min(1);
}

}  // namespace

at::Tensor rolled(const at::Tensor& features, const at::Tensor& transposition) {
  const at::Tensor target = at::arange(12, transposition.options()).unsqueeze(0);
  const at::Tensor source = (target - transposition.unsqueeze(1) + 144).remainder(12);
  return features.gather(3, source.reshape({-1, 1, 1, 12}).expand_as(features));
}

at::Tensor segment_loss(const at::Tensor& a, const at::Tensor& b, const at::Tensor& scale) {
  const std::int64_t pairs = a.size(0);
  const at::Tensor self = at::eye(pairs, a.options().dtype(at::kBool));
  const auto one_way = [&](const at::Tensor& from, const at::Tensor& to) {
    const at::Tensor across = at::mm(from, to.t()) * scale;
    const at::Tensor same_side = (at::mm(from, from.t()) * scale).masked_fill(self, kMinusInfinity);
    const at::Tensor all = at::cat({across, same_side}, 1).logsumexp(1);
    return (all - across.diagonal()).mean();
  };
  return (one_way(a, b) + one_way(b, a)) / 2;
}

at::Tensor frame_loss(const at::Tensor& a, const at::Tensor& b, const at::Tensor& transposition,
                      const at::Tensor& position, const at::Tensor& scale, std::int64_t group) {
  const std::int64_t groups = a.size(0) / group;
  const std::int64_t a_time = a.size(1);
  const std::int64_t b_time = b.size(1);
  const std::int64_t dimensions = a.size(2) * a.size(3);
  const at::Tensor from = rolled(a, transposition).reshape({groups, group * a_time, dimensions});
  const at::Tensor to = b.reshape({groups, group * b_time, dimensions});
  const at::Tensor cosines = at::bmm(from.to(at::kBFloat16), to.to(at::kBFloat16).transpose(1, 2)).to(at::kFloat);

  const at::Tensor moment = at::arange(b_time, position.options()).reshape({1, 1, b_time});
  const at::Tensor near = ((position.unsqueeze(2) - moment).abs() <= 1).logical_and(position.unsqueeze(2) >= 0);
  const at::Tensor own = at::eye(group, near.options()).reshape({1, group, 1, group, 1});
  const at::Tensor right = near.reshape({groups, group, a_time, 1, b_time})
                               .logical_and(own)
                               .reshape({groups, group * a_time, group * b_time});
  const at::Tensor logits = cosines * scale;
  return (pick_loss(logits, right, 2) + pick_loss(logits, right, 1)) / 2;
}

}  // namespace tributary::lab
