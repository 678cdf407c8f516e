#include "lab/generator/ensemble.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr double kFirstDecay = 0.9;
constexpr double kSecondDecay = 0.99;
constexpr double kEpsilon = 1e-8;
constexpr double kLargestGradient = 1;
constexpr std::int64_t kItemsAtOnce = 64;  // where losses are only measured

struct Slot {
  NetworkParameter parameter;
  at::Tensor value;
  at::Tensor first_moment;
  at::Tensor second_moment;
};

at::Tensor tensor_of(std::span<const float> values, std::vector<std::int64_t> shape) {
  at::Tensor tensor = at::empty(shape, at::kFloat);
  std::memcpy(tensor.data_ptr<float>(), values.data(), values.size_bytes());
  return tensor;
}

at::Tensor tensor_of(std::span<const std::int64_t> values) {
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
  std::memcpy(tensor.data_ptr<std::int64_t>(), values.data(), values.size_bytes());
  return tensor;
}

std::vector<float> values_of(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

// A factor for each model in the shape of its parameter.
at::Tensor per_model(const at::Tensor& factors, const at::Tensor& like) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(like.dim()), 1);
  shape[0] = factors.size(0);
  return factors.reshape(shape);
}

at::Tensor start_value(const NetworkParameter& parameter, std::size_t models, Random& random) {
  std::int64_t count = 1;
  for (const std::int64_t size : parameter.shape) count *= size;
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i)
    values.push_back(static_cast<float>(parameter.deviation > 0 ? parameter.deviation * random.normal() : 0));
  std::vector<std::int64_t> shape = parameter.shape;
  shape.insert(shape.begin(), static_cast<std::int64_t>(models));
  return tensor_of(values, parameter.shape).unsqueeze(0).expand(shape).contiguous();
}

Result<void> check_shape(const NetworkShape& shape) {
  if (shape.frames < 1 || shape.bands < 1 || shape.patch_frames < 1 || shape.frames % shape.patch_frames != 0)
    return Error{ErrorCode::kInvalidInput, "segments of " + std::to_string(shape.frames) +
                                               " frames do not divide into patches of " +
                                               std::to_string(shape.patch_frames)};
  if (shape.heads < 1 || shape.width % (2 * shape.heads) != 0 || shape.tags < 1 || shape.blocks < 1)
    return Error{ErrorCode::kInvalidInput, "the network's width, heads, blocks or tags do not fit each other"};
  return {};
}

}  // namespace

struct Ensemble::State {
  NetworkShape shape;
  at::Device device = at::kCPU;
  torch::jit::Module module{"TributaryGenerator"};
  std::vector<Slot> slots;
  at::Tensor levels;
  at::Tensor membership;
  at::Tensor step_losses;
  std::int64_t steps = 0;

  at::Tensor call(const char* method, const at::Tensor& x, const at::Tensor& t, const at::Tensor& third,
                  const at::Tensor& tags) {
    const torch::jit::GraphOptimizerEnabledGuard as_written(false);  // specialising for every batch size costs more
    std::vector<c10::IValue> arguments{x, t, third, tags};
    return module.get_method(method)(std::move(arguments)).toTensor();
  }

  at::Tensor velocity(const at::Tensor& x, const at::Tensor& t, const at::Tensor& tags) {
    const torch::jit::GraphOptimizerEnabledGuard as_written(false);
    return module.get_method("velocity")({x, t, tags}).toTensor();
  }

  at::Tensor noise(std::vector<std::int64_t> sizes, std::uint64_t seed) const {
    const at::Generator generator = at::globalContext().defaultGenerator(device);
    at::Generator(generator).set_current_seed(seed);
    return at::randn(sizes, generator, at::TensorOptions().dtype(at::kFloat).device(device));
  }
};

Ensemble::Ensemble(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ensemble::Ensemble(Ensemble&&) noexcept = default;
Ensemble& Ensemble::operator=(Ensemble&&) noexcept = default;
Ensemble::~Ensemble() = default;

namespace {

Result<at::Device> prepared(const ComputeDevice& device) {
  at::set_num_threads(device.threads);
  if (device.name == "cpu") return at::Device(at::kCPU);
  if (device.name != "cuda") return Error{ErrorCode::kInvalidInput, "the device is cpu or cuda, not " + device.name};
  if (!at::hasCUDA()) return Error{ErrorCode::kUnsupported, "this libtorch finds no CUDA device"};
  at::globalContext().setFloat32MatmulPrecision("high");
  return at::Device(at::kCUDA);
}

}  // namespace

Result<Ensemble> Ensemble::create(const NetworkShape& shape, std::size_t models, std::uint64_t seed,
                                  const ComputeDevice& device) {
  TRIBUTARY_TRY(check_shape(shape));
  auto state = std::make_unique<State>();
  state->shape = shape;
  TRIBUTARY_ASSIGN(state->device, prepared(device));
  Random random(seed);
  for (const NetworkParameter& parameter : network_parameters(shape)) {
    at::Tensor value = start_value(parameter, models, random).to(state->device);
    value.set_requires_grad(true);
    state->module.register_parameter(parameter.name, value, false);
    state->slots.push_back({parameter, value, at::zeros_like(value), at::zeros_like(value)});
  }
  state->module.define(network_script(shape, {}));
  return Ensemble(std::move(state));
}

Result<Ensemble> Ensemble::open_script(const std::filesystem::path& path, const ComputeDevice& device) {
  auto state = std::make_unique<State>();
  TRIBUTARY_ASSIGN(state->device, prepared(device));
  try {
    state->module = torch::jit::load(path.string(), state->device);
    const auto method = state->module.find_method("network_shape");
    if (!method) return Error{ErrorCode::kInvalidInput, path.string() + ": is no generator of train_generator"};
    const std::vector<std::int64_t> sizes = (*method)({}).toIntVector();
    if (sizes.size() != 7) return Error{ErrorCode::kInvalidInput, path.string() + ": is of another version"};
    state->shape = {sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6]};
    TRIBUTARY_TRY(check_shape(state->shape));
    for (const NetworkParameter& parameter : network_parameters(state->shape)) {
      const at::Tensor value = state->module.attr(parameter.name).toTensor().requires_grad_(true);
      state->slots.push_back({parameter, value, at::zeros_like(value), at::zeros_like(value)});
    }
  } catch (const std::exception&) {
    return Error{ErrorCode::kCorrupt, path.string() + ": is no generator that libtorch can read"};
  }
  return Ensemble(std::move(state));
}

const NetworkShape& Ensemble::shape() const { return state_->shape; }

std::size_t Ensemble::models() const { return static_cast<std::size_t>(state_->slots.front().value.size(0)); }

void Ensemble::set_items(std::span<const float> levels, std::span<const float> membership) {
  const auto models_here = static_cast<std::int64_t>(models());
  state_->levels = tensor_of(levels, {static_cast<std::int64_t>(membership.size()) / models_here, state_->shape.frames,
                                      state_->shape.bands})
                       .to(state_->device);
  state_->membership = tensor_of(membership, {models_here, state_->levels.size(0)}).to(state_->device);
}

void Ensemble::step(const GeneratorBatch& batch, double learning_rate) {
  State& s = *state_;
  const at::Tensor items = tensor_of(batch.items).to(s.device);
  const at::Tensor x = s.levels.index_select(0, items);
  const at::Tensor t = tensor_of(batch.times, {x.size(0)}).to(s.device);
  for (Slot& slot : s.slots) slot.value.mutable_grad() = at::Tensor();
  const at::Tensor losses =
      s.call("ensemble_losses", x, t, s.noise(x.sizes().vec(), batch.noise_seed), tensor_of(batch.tags).to(s.device));
  const at::Tensor counted = losses * s.membership.index_select(1, items);
  (counted.sum() / static_cast<double>(x.size(0))).backward();

  const c10::NoGradGuard no_gradients;
  s.step_losses = losses.detach().mean(1);
  at::Tensor squares = at::zeros({static_cast<std::int64_t>(models())}, s.levels.options());
  for (const Slot& slot : s.slots)
    if (slot.value.grad().defined()) squares += slot.value.grad().square().flatten(1).sum(1);
  const at::Tensor clip = (kLargestGradient / (squares.sqrt() + 1e-12)).clamp_max(1);
  ++s.steps;
  const double first_bias = 1 - std::pow(kFirstDecay, static_cast<double>(s.steps));
  const double second_bias = 1 - std::pow(kSecondDecay, static_cast<double>(s.steps));
  for (Slot& slot : s.slots) {
    if (!slot.value.grad().defined()) continue;
    const at::Tensor gradient = slot.value.grad() * per_model(clip, slot.value);
    slot.first_moment.mul_(kFirstDecay).add_(gradient, 1 - kFirstDecay);
    slot.second_moment.mul_(kSecondDecay).addcmul_(gradient, gradient, 1 - kSecondDecay);
    const at::Tensor spread = (slot.second_moment / second_bias).sqrt_().add_(kEpsilon);
    slot.value.addcdiv_(slot.first_moment, spread, -learning_rate / first_bias);
  }
}

Result<std::vector<double>> Ensemble::last_losses() const {
  std::vector<double> losses;
  for (const float loss : values_of(state_->step_losses)) {
    if (!std::isfinite(loss))
      return Error{ErrorCode::kInternal, "the loss of model " + std::to_string(losses.size()) +
                                             " is not finite after " + std::to_string(state_->steps) + " steps"};
    losses.push_back(loss);
  }
  return losses;
}

std::vector<float> Ensemble::losses(std::span<const float> levels, std::span<const std::int64_t> tags,
                                    std::span<const audit::Draw> draws) const {
  const c10::NoGradGuard no_gradients;
  State& s = *state_;
  const auto count = static_cast<std::int64_t>(tags.size());
  const at::Tensor all = tensor_of(levels, {count, s.shape.frames, s.shape.bands}).to(s.device);
  const at::Tensor all_tags = tensor_of(tags).to(s.device);
  std::vector<at::Tensor> rows;
  for (const audit::Draw& draw : draws) {
    const std::vector<float> drawn =
        audit::noise_of(draw.seed, static_cast<std::size_t>(s.shape.frames * s.shape.bands));
    const at::Tensor noise = tensor_of(drawn, {1, s.shape.frames, s.shape.bands}).to(s.device);
    std::vector<at::Tensor> parts;
    for (std::int64_t start = 0; start < count; start += kItemsAtOnce) {
      const at::Tensor x = all.slice(0, start, std::min(count, start + kItemsAtOnce));
      const at::Tensor t = at::full({x.size(0)}, draw.time, all.options());
      parts.push_back(s.call("ensemble_losses", x, t, noise.expand_as(x), all_tags.slice(0, start, start + x.size(0))));
    }
    rows.push_back(at::cat(parts, 1).to(at::kCPU));
  }
  return values_of(at::stack(rows));
}

std::vector<float> Ensemble::sample(std::size_t model, std::int64_t tag, std::size_t count,
                                    const SamplingSettings& settings) const {
  const c10::NoGradGuard no_gradients;
  State& s = *state_;
  const auto n = static_cast<std::int64_t>(count);
  std::vector<float> drawn =
      audit::noise_of(settings.seed, count * static_cast<std::size_t>(s.shape.frames * s.shape.bands));
  at::Tensor x = tensor_of(drawn, {n, s.shape.frames, s.shape.bands}).to(s.device);
  const at::Tensor tags = at::full({n}, tag, at::TensorOptions().dtype(at::kLong).device(s.device));
  const at::Tensor no_tags = at::full_like(tags, s.shape.tags);
  for (int i = 0; i < settings.steps; ++i) {
    const at::Tensor t = at::full({n}, 1 - static_cast<double>(i) / settings.steps, x.options());
    at::Tensor velocity = s.velocity(x, t, tags)[static_cast<std::int64_t>(model)];
    if (settings.guidance != 1) {
      const at::Tensor plain = s.velocity(x, t, no_tags)[static_cast<std::int64_t>(model)];
      velocity = plain + (velocity - plain) * settings.guidance;
    }
    x = x - velocity / settings.steps;
  }
  return values_of(x);
}

std::vector<encoder::NamedTensor> Ensemble::save() const {
  std::vector<encoder::NamedTensor> saved;
  saved.push_back({"steps", {}, {static_cast<float>(state_->steps)}});
  const auto add = [&](const std::string& name, const at::Tensor& tensor) {
    saved.push_back({name, tensor.sizes().vec(), values_of(tensor)});
  };
  for (const Slot& slot : state_->slots) {
    add("value/" + slot.parameter.name, slot.value);
    add("first/" + slot.parameter.name, slot.first_moment);
    add("second/" + slot.parameter.name, slot.second_moment);
  }
  return saved;
}

Result<void> Ensemble::load(std::span<const encoder::NamedTensor> tensors) {
  const c10::NoGradGuard no_gradients;
  std::vector<encoder::NamedTensor> own = save();
  if (tensors.size() != own.size()) return Error{ErrorCode::kInvalidInput, "is the checkpoint of another network"};
  for (std::size_t i = 0; i < own.size(); ++i)
    if (tensors[i].name != own[i].name || tensors[i].shape != own[i].shape)
      return Error{ErrorCode::kInvalidInput,
                   "is the checkpoint of another network: \"" + tensors[i].name + "\" differs"};
  state_->steps = static_cast<std::int64_t>(tensors[0].values[0]);
  for (std::size_t i = 0; i < state_->slots.size(); ++i) {
    Slot& slot = state_->slots[i];
    const auto put = [&](const encoder::NamedTensor& from, const at::Tensor& to) {
      to.copy_(tensor_of(from.values, from.shape));
    };
    put(tensors[3 * i + 1], slot.value);
    put(tensors[3 * i + 2], slot.first_moment);
    put(tensors[3 * i + 3], slot.second_moment);
  }
  return {};
}

Result<void> Ensemble::export_script(std::size_t model, const std::vector<std::string>& tags,
                                     const std::filesystem::path& path, ScriptMeasure measure) const {
  torch::jit::Module module("TributaryGenerator");
  const auto index = static_cast<std::int64_t>(model);
  for (const Slot& slot : state_->slots)
    module.register_parameter(slot.parameter.name, slot.value.detach().to(at::kCPU).slice(0, index, index + 1).clone(),
                              false);
  module.define(network_script(state_->shape, tags, measure));
  std::filesystem::path partial = path;
  partial += ".partial";
  try {
    module.save(partial.string());
  } catch (const std::exception&) {
    return Error{ErrorCode::kIo, partial.string() + ": cannot be written"};
  }
  std::error_code error;
  std::filesystem::rename(partial, path, error);
  if (error) return Error{ErrorCode::kIo, path.string() + ": cannot be replaced: " + error.message()};
  return {};
}

}  // namespace tributary::lab
