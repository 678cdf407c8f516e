#include "lab/codec/scalar_quantiser.h"

#include <ATen/ATen.h>

namespace tributary::lab {

at::Tensor ScalarQuantiser::learn(const at::Tensor& x) const {
  const at::Tensor bounded = x.tanh();
  return bounded + (decode(encode(x)) - bounded).detach();
}

at::Tensor ScalarQuantiser::encode(const at::Tensor& x) const {
  return (x.detach().tanh() * half_).round().to(at::kLong) + half_;
}

at::Tensor ScalarQuantiser::decode(const at::Tensor& codes) const {
  return (codes - half_).to(at::kFloat) / static_cast<double>(half_);
}

}  // namespace tributary::lab
