// Adam over the trained tensors of a parameter set.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lab/codec/parameter_set.h"

namespace tributary::lab {

// Kingma and Ba 2015, with the gradient's norm over all tensors limited. The parameters outlive it.
class Adam {
 public:
  explicit Adam(const ParameterSet& parameters);

  void zero_gradients();
  // Returns the norm of the gradient; one that is not finite changes nothing.
  double step(double learning_rate);

  // Everything but the parameters themselves.
  std::vector<encoder::NamedTensor> save() const;
  Result<void> load(std::span<const encoder::NamedTensor> tensors);

 private:
  std::vector<at::Tensor> values_;
  ParameterSet moments_;  // first and second of each value, and the number of steps
};

}  // namespace tributary::lab
