// AdamW with a moving average of the weights, over the tensors of a network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "encoder/tensor_file.h"
#include "lab/composition/training/parameter_set.h"
#include "tributary/result.h"

namespace tributary::lab {

struct OptimizerSettings {
  double weight_decay = 0.01;   // of convolution kernels
  double largest_gradient = 1;  // norm over all tensors
  double averaging = 0.999;     // of the weights that are validated and exported
};

// Adam with decoupled decay (Loshchilov and Hutter 2019). The extra tensors are not exported.
class Optimizer {
 public:
  Optimizer(const ParameterSet& parameters, std::vector<at::Tensor> extra, const OptimizerSettings& settings);

  void zero_gradients();
  // Returns the norm of the gradient; one that is not finite changes nothing.
  double step(double learning_rate);

  // Puts the averaged weights into `parameters`: those it was made with, or another network's of the same shapes.
  void copy_average(ParameterSet& parameters) const;

  // Everything that a run needs to go on: all values, and what the optimizer itself keeps of each.
  std::vector<encoder::NamedTensor> save() const;
  Result<void> load(const std::vector<encoder::NamedTensor>& tensors);

 private:
  struct Slot {
    std::string name;
    at::Tensor value;
    at::Tensor first_moment;
    at::Tensor second_moment;
    at::Tensor average;
    bool trained = true;
  };

  OptimizerSettings settings_;
  std::vector<Slot> slots_;
  std::int64_t steps_ = 0;
};

}  // namespace tributary::lab
