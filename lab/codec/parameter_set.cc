#include "lab/codec/parameter_set.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "base/check.h"

namespace tributary::lab {
namespace {

const Parameter* find(const std::vector<Parameter>& parameters, const std::string& name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.name == name; });
  return found == parameters.end() ? nullptr : &*found;
}

}  // namespace

encoder::NamedTensor to_named(const std::string& name, const at::Tensor& tensor) {
  const at::Tensor value = tensor.detach().to(at::kFloat).contiguous();
  encoder::NamedTensor named{name, value.sizes().vec(), {}};
  named.values.assign(value.data_ptr<float>(), value.data_ptr<float>() + value.numel());
  return named;
}

void copy_values(const encoder::NamedTensor& from, const at::Tensor& to) {
  const at::NoGradGuard no_gradients;
  at::Tensor values = at::empty(from.shape, at::kFloat);
  std::copy(from.values.begin(), from.values.end(), values.data_ptr<float>());
  to.copy_(values);
}

void ParameterSet::add(const std::string& name, const at::Tensor& value, bool trained) {
  TRIBUTARY_CHECK(find(parameters_, name) == nullptr);
  if (trained) value.set_requires_grad(true);
  parameters_.push_back({name, value, trained});
}

const at::Tensor& ParameterSet::at(const std::string& name) const {
  const Parameter* parameter = find(parameters_, name);
  TRIBUTARY_CHECK(parameter != nullptr);
  return parameter->value;
}

std::vector<encoder::NamedTensor> ParameterSet::save() const {
  std::vector<encoder::NamedTensor> saved;
  for (const Parameter& parameter : parameters_) saved.push_back(to_named(parameter.name, parameter.value));
  return saved;
}

Result<void> ParameterSet::load(std::span<const encoder::NamedTensor> tensors) {
  if (tensors.size() != parameters_.size())
    return Error{ErrorCode::kInvalidInput, "holds " + std::to_string(tensors.size()) + " tensors; the codec has " +
                                               std::to_string(parameters_.size())};
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const Parameter* parameter = find(parameters_, tensors[i].name);
    const bool twice = std::any_of(tensors.begin(), tensors.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const auto& earlier) { return earlier.name == tensors[i].name; });
    if (parameter == nullptr || twice || parameter->value.sizes().vec() != tensors[i].shape)
      return Error{ErrorCode::kInvalidInput, "tensor \"" + tensors[i].name + "\" does not fit the codec"};
  }
  for (const encoder::NamedTensor& tensor : tensors) copy_values(tensor, at(tensor.name));
  return {};
}

}  // namespace tributary::lab
