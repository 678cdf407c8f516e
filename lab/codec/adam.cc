#include "lab/codec/adam.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace tributary::lab {
namespace {

constexpr double kFirstDecay = 0.9;
constexpr double kSecondDecay = 0.98;
constexpr double kEpsilon = 1e-8;
constexpr double kLargestGradient = 1;

}  // namespace

Adam::Adam(const ParameterSet& parameters) {
  moments_.add("steps", at::zeros({}), false);
  for (const Parameter& parameter : parameters.all()) {
    if (!parameter.trained) continue;
    values_.push_back(parameter.value);
    moments_.add("first/" + parameter.name, at::zeros_like(parameter.value).detach(), false);
    moments_.add("second/" + parameter.name, at::zeros_like(parameter.value).detach(), false);
  }
}

void Adam::zero_gradients() {
  for (at::Tensor& value : values_) value.mutable_grad() = at::Tensor();
}

double Adam::step(double learning_rate) {
  const at::NoGradGuard no_gradients;
  double square = 0;
  for (const at::Tensor& value : values_)
    if (value.grad().defined()) square += value.grad().square().sum().item<double>();
  const double norm = std::sqrt(square);
  if (!std::isfinite(norm)) return norm;
  const std::vector<Parameter>& moments = moments_.all();
  moments[0].value.add_(1);
  const double steps = moments[0].value.item<double>();
  const double clip = std::min(1.0, kLargestGradient / (norm + 1e-12));
  const double first_bias = 1 - std::pow(kFirstDecay, steps);
  const double second_bias = 1 - std::pow(kSecondDecay, steps);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (!values_[i].grad().defined()) continue;
    const at::Tensor gradient = values_[i].grad() * clip;
    const at::Tensor& first = moments[1 + 2 * i].value;
    const at::Tensor& second = moments[2 + 2 * i].value;
    first.mul_(kFirstDecay).add_(gradient, 1 - kFirstDecay);
    second.mul_(kSecondDecay).addcmul_(gradient, gradient, 1 - kSecondDecay);
    values_[i].addcdiv_(first, (second / second_bias).sqrt_().add_(kEpsilon), -learning_rate / first_bias);
  }
  return norm;
}

std::vector<encoder::NamedTensor> Adam::save() const { return moments_.save(); }

Result<void> Adam::load(std::span<const encoder::NamedTensor> tensors) { return moments_.load(tensors); }

}  // namespace tributary::lab
