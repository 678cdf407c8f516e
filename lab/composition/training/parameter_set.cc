#include "lab/composition/training/parameter_set.h"

#include <ATen/ATen.h>

namespace tributary::lab {

void ParameterSet::add_trained(const std::string& name, const at::Tensor& value) {
  at::Tensor placed = value.to(device_);
  placed.set_requires_grad(true);
  entries_.emplace(name, Entry{placed, true});
  names_.insert(names_.begin() + static_cast<std::ptrdiff_t>(trained_names_++), name);
}

void ParameterSet::add_recorded(const std::string& name, const at::Tensor& value) {
  entries_.emplace(name, Entry{value.to(device_), false});
  names_.push_back(name);
}

std::int64_t ParameterSet::trained_numbers() const {
  std::int64_t count = 0;
  for (const auto& [name, entry] : entries_)
    if (entry.trained) count += entry.value.numel();
  return count;
}

}  // namespace tributary::lab
