// The losses of the composition network: both pick the other version of a passage among others.
#pragma once

#include <ATen/core/Tensor.h>

namespace tributary::lab {

// InfoNCE (van den Oord, Li, Vinyals 2018) both ways over unit vectors [pairs, dimensions]; `scale` multiplies cosines.
// The vectors of the same side are among the wrong answers too.
at::Tensor segment_loss(const at::Tensor& a, const at::Tensor& b, const at::Tensor& scale);

// Each feature of a, rolled by the transposition of its pair, must pick its moment of b, give or take one feature,
// among all moments of b and of the other passages of its group; and the other way. Features are [pairs, time, 4, 12],
// transposition is long [pairs], position is float [pairs, time of a], -1 where there is nothing to pick.
at::Tensor frame_loss(const at::Tensor& a, const at::Tensor& b, const at::Tensor& transposition,
                      const at::Tensor& position, const at::Tensor& scale, std::int64_t group);

// Features [pairs, time, channels, 12] with the pitch classes of each pair moved up by its transposition.
at::Tensor rolled(const at::Tensor& features, const at::Tensor& transposition);

}  // namespace tributary::lab
