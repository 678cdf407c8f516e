// AdamW with a moving average of the weights, over the tensors of a composition graph.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "lab/composition/training/composition_graph.h"

namespace tributary::lab {

struct OptimizerSettings {
  double weight_decay = 0.01;   // of convolution kernels
  double largest_gradient = 1;  // norm over all tensors
  double averaging = 0.999;     // of the weights that are validated and exported
};

// Adam with decoupled decay (Loshchilov and Hutter 2019). The graph and the extra tensors outlive it.
class Optimizer {
 public:
  Optimizer(CompositionGraph& graph, std::vector<at::Tensor> extra, const OptimizerSettings& settings);

  void zero_gradients();
  // Returns the norm of the gradient; one that is not finite changes nothing.
  double step(double learning_rate);

  // Puts the averaged weights into `graph`, which must have the profile of this one's.
  void copy_average(CompositionGraph& graph) const;

  // Everything but the graph's own tensors.
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

  CompositionGraph& graph_;
  OptimizerSettings settings_;
  std::vector<Slot> slots_;
  std::int64_t steps_ = 0;
};

}  // namespace tributary::lab
