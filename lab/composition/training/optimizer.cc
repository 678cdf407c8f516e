#include "lab/composition/training/optimizer.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace tributary::lab {
namespace {

constexpr double kFirstDecay = 0.9;
constexpr double kSecondDecay = 0.98;
constexpr double kEpsilon = 1e-8;

encoder::NamedTensor to_named(const std::string& name, const at::Tensor& tensor) {
  const at::Tensor value = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
  encoder::NamedTensor named{name, value.sizes().vec(), {}};
  named.values.assign(value.data_ptr<float>(), value.data_ptr<float>() + value.numel());
  return named;
}

}  // namespace

Optimizer::Optimizer(const ParameterSet& parameters, std::vector<at::Tensor> extra, const OptimizerSettings& settings)
    : settings_(settings) {
  for (const std::string& name : parameters.names())
    slots_.push_back({name, parameters.tensor(name), {}, {}, {}, parameters.is_trained(name)});
  for (std::size_t i = 0; i < extra.size(); ++i) slots_.push_back({"extra" + std::to_string(i), extra[i], {}, {}, {}});
  for (Slot& slot : slots_) {
    slot.average = slot.value.detach().clone();
    if (!slot.trained) continue;
    slot.first_moment = at::zeros_like(slot.average);
    slot.second_moment = at::zeros_like(slot.average);
  }
}

void Optimizer::zero_gradients() {
  for (Slot& slot : slots_)
    if (slot.trained) slot.value.mutable_grad() = at::Tensor();
}

double Optimizer::step(double learning_rate) {
  const c10::NoGradGuard no_gradients;
  at::Tensor square = at::zeros({}, slots_.front().value.options());
  for (const Slot& slot : slots_)
    if (slot.trained && slot.value.grad().defined()) square = square + slot.value.grad().square().sum();
  const double norm = std::sqrt(square.item<double>());
  if (!std::isfinite(norm)) return norm;
  ++steps_;
  const double clip = std::min(1.0, settings_.largest_gradient / (norm + 1e-12));
  const double first_bias = 1 - std::pow(kFirstDecay, static_cast<double>(steps_));
  const double second_bias = 1 - std::pow(kSecondDecay, static_cast<double>(steps_));
  const double averaging =
      std::min(settings_.averaging, (1.0 + static_cast<double>(steps_)) / (10.0 + static_cast<double>(steps_)));
  for (Slot& slot : slots_) {
    if (slot.trained && slot.value.grad().defined()) {
      const at::Tensor gradient = slot.value.grad() * clip;
      slot.first_moment.mul_(kFirstDecay).add_(gradient, 1 - kFirstDecay);
      slot.second_moment.mul_(kSecondDecay).addcmul_(gradient, gradient, 1 - kSecondDecay);
      if (slot.value.dim() == 4) slot.value.mul_(1 - learning_rate * settings_.weight_decay);
      const at::Tensor spread = (slot.second_moment / second_bias).sqrt_().add_(kEpsilon);
      slot.value.addcdiv_(slot.first_moment, spread, -learning_rate / first_bias);
    }
    slot.average.lerp_(slot.value, 1 - averaging);
  }
  return norm;
}

void Optimizer::copy_average(ParameterSet& parameters) const {
  const c10::NoGradGuard no_gradients;
  for (const Slot& slot : slots_)
    if (parameters.contains(slot.name)) parameters.tensor(slot.name).copy_(slot.average);
}

std::vector<encoder::NamedTensor> Optimizer::save() const {
  std::vector<encoder::NamedTensor> saved;
  saved.push_back({"steps", {}, {static_cast<float>(steps_)}});
  for (const Slot& slot : slots_) {
    saved.push_back(to_named("value/" + slot.name, slot.value));
    saved.push_back(to_named("average/" + slot.name, slot.average));
    if (!slot.trained) continue;
    saved.push_back(to_named("first/" + slot.name, slot.first_moment));
    saved.push_back(to_named("second/" + slot.name, slot.second_moment));
  }
  return saved;
}

Result<void> Optimizer::load(const std::vector<encoder::NamedTensor>& tensors) {
  const c10::NoGradGuard no_gradients;
  std::unordered_map<std::string, at::Tensor> places;
  for (const Slot& slot : slots_) {
    places.emplace("value/" + slot.name, slot.value);
    places.emplace("average/" + slot.name, slot.average);
    if (!slot.trained) continue;
    places.emplace("first/" + slot.name, slot.first_moment);
    places.emplace("second/" + slot.name, slot.second_moment);
  }
  if (tensors.size() != places.size() + 1)
    return Error{ErrorCode::kInvalidInput,
                 "is the checkpoint of another profile: it holds " + std::to_string(tensors.size()) + " tensors"};
  for (const encoder::NamedTensor& tensor : tensors) {
    if (tensor.name == "steps" && tensor.values.size() == 1) {
      steps_ = static_cast<std::int64_t>(tensor.values[0]);
      continue;
    }
    const auto place = places.find(tensor.name);
    if (place == places.end() || place->second.sizes().vec() != tensor.shape)
      return Error{ErrorCode::kInvalidInput, "is the checkpoint of another profile: \"" + tensor.name + "\" differs"};
    at::Tensor values = at::empty(tensor.shape, at::kFloat);
    std::copy(tensor.values.begin(), tensor.values.end(), values.data_ptr<float>());
    place->second.copy_(values);
  }
  return {};
}

}  // namespace tributary::lab
