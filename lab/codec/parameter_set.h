// The named tensors of a network, in the order in which they were added.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "encoder/tensor_file.h"
#include "tributary/result.h"

namespace tributary::lab {

struct Parameter {
  std::string name;
  at::Tensor value;
  bool trained = true;  // by gradients; others are recorded while the network learns
};

class ParameterSet {
 public:
  void add(const std::string& name, const at::Tensor& value, bool trained);
  // The caller has added it.
  const at::Tensor& at(const std::string& name) const;
  const std::vector<Parameter>& all() const { return parameters_; }

  std::vector<encoder::NamedTensor> save() const;
  // kInvalidInput, and nothing is changed, where the names and shapes are not exactly those of the set.
  Result<void> load(std::span<const encoder::NamedTensor> tensors);

 private:
  std::vector<Parameter> parameters_;
};

encoder::NamedTensor to_named(const std::string& name, const at::Tensor& tensor);
// Their shapes are equal.
void copy_values(const encoder::NamedTensor& from, const at::Tensor& to);

}  // namespace tributary::lab
