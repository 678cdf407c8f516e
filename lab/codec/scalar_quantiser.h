// Finite scalar quantisation: every dimension is rounded to one of a few levels.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace tributary::lab {

// Mentzer and others 2023, with an odd number of levels. Nothing is learned; shapes are those of what goes in.
class ScalarQuantiser {
 public:
  explicit ScalarQuantiser(std::int64_t levels) : half_(levels / 2) {}

  // Values in [-1, 1], rounded; gradients pass the rounding.
  at::Tensor learn(const at::Tensor& x) const;

  // Long numbers from 0 to levels - 1, and the values that they stand for.
  at::Tensor encode(const at::Tensor& x) const;
  at::Tensor decode(const at::Tensor& codes) const;

 private:
  std::int64_t half_;
};

}  // namespace tributary::lab
