#include "lab/composition/training/window_graph.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/GradMode.h>

#include <array>
#include <cmath>
#include <numbers>

#include "lab/composition/training/instance_batch_norm.h"

namespace tributary::lab {
namespace {

constexpr std::int64_t kBinsPerSemitone = 3;
constexpr std::int64_t kFramesPerPool = 2;                         // 20 Hz to 10
constexpr double kLogAmplitudePerLevel = std::numbers::ln10 / 40;  // a level is half a decibel
constexpr double kSmallestPooled = 1e-6;
constexpr std::array<std::int64_t, 2> kPlane = {2, 3};  // the axes of pitch and time

std::string block_name(std::size_t stage, std::int64_t block) {
  return "stage" + std::to_string(stage) + ".block" + std::to_string(block);
}

// Amplitudes of semitones (the loudest of their three bins) at 10 Hz, their square root, from 0 to 1 over the window:
// what CLEWS hears, from what the composition network hears. [windows, 1, semitones, frames / 2].
at::Tensor square_root_amplitudes(const at::Tensor& levels) {
  const std::int64_t windows = levels.size(0);
  const std::int64_t frames = levels.size(1) / kFramesPerPool;
  const std::int64_t semitones = levels.size(2) / kBinsPerSemitone;
  const at::Tensor loudest =
      levels.reshape({windows, frames, kFramesPerPool, semitones, kBinsPerSemitone}).amax(4).to(at::kFloat);
  const at::Tensor root = (loudest * kLogAmplitudePerLevel).exp().mean(2).sqrt();
  const at::Tensor flat = root.flatten(1);
  const at::Tensor least = flat.amin(1, true);
  const at::Tensor ranged = (flat - least) / (flat.amax(1, true) - least + 1e-6);
  return ranged.reshape(root.sizes()).transpose(1, 2).unsqueeze(1);
}

}  // namespace

WindowGraph::WindowGraph(const WindowProfile& profile, Arithmetic arithmetic, std::uint64_t seed,
                         const std::string& device)
    : profile_(profile),
      type_(arithmetic == Arithmetic::kBFloat16 ? at::kBFloat16 : at::kFloat),
      parameters_(at::Device(device)),
      generator_(at::make_generator<at::CPUGeneratorImpl>(seed)) {
  add_convolution("stem", {profile.stem_channels, 1, 12, 3});
  std::int64_t from = profile.stem_channels;
  for (std::size_t stage = 0; stage < profile.stages.size(); ++stage) {
    const std::int64_t to = profile.stages[stage].channels;
    for (std::int64_t block = 0; block < profile.stages[stage].blocks; ++block, from = to) {
      const std::string name = block_name(stage, block);
      add_normalisation(name + ".in", from, from - from / 2);
      add_convolution(name + ".narrow", {to, from, 1, 1});
      add_normalisation(name + ".narrowed", to, to);
      add_convolution(name + ".wide", {to, to, 3, 3});
      add_normalisation(name + ".widened", to, to);
      add_convolution(name + ".out", {to, to, 1, 1});
      if (block == 0) add_convolution(name + ".shortcut", {to, from, 1, 1});
    }
  }
  add_normalisation("last", from, from);
  parameters_.add_trained("power", at::full({1}, 3.0));
  at::Tensor projection = at::empty({profile.dimensions, from}, at::kFloat);
  projection.normal_(0, 1 / std::sqrt(static_cast<double>(from)), generator_);
  parameters_.add_trained("projection", projection);
}

void WindowGraph::add_convolution(const std::string& name, at::IntArrayRef shape) {
  at::Tensor weight = at::empty(shape, at::kFloat);
  weight.normal_(0, std::sqrt(2.0 / static_cast<double>(shape[1] * shape[2] * shape[3])), generator_);
  parameters_.add_trained(name, weight);
}

void WindowGraph::add_normalisation(const std::string& name, std::int64_t channels, std::int64_t by_batch) {
  parameters_.add_trained(name + ".scale", at::ones({channels}));
  parameters_.add_trained(name + ".shift", at::zeros({channels}));
  parameters_.add_recorded(name + ".mean", at::zeros({by_batch}));
  parameters_.add_recorded(name + ".variance", at::ones({by_batch}));
}

at::Tensor WindowGraph::convolve(const std::string& name, const at::Tensor& x, at::IntArrayRef stride) const {
  const at::Tensor kernel = parameters_.tensor(name).to(type_).contiguous(at::MemoryFormat::ChannelsLast);
  return at::conv2d(x.contiguous(at::MemoryFormat::ChannelsLast), kernel, {}, stride,
                    {kernel.size(2) / 2, kernel.size(3) / 2});
}

at::Tensor WindowGraph::batch_activated(const std::string& name, const at::Tensor& x, bool training) const {
  return at::batch_norm(x, parameters_.tensor(name + ".scale"), parameters_.tensor(name + ".shift"),
                        parameters_.tensor(name + ".mean"), parameters_.tensor(name + ".variance"), training,
                        kNormalisationMomentum, kNormalisationEpsilon, true)
      .relu_();
}

at::Tensor WindowGraph::activated(const std::string& name, const at::Tensor& x, bool training) const {
  return instance_batch_norm(x,
                             {parameters_.tensor(name + ".scale"), parameters_.tensor(name + ".shift"),
                              parameters_.tensor(name + ".mean"), parameters_.tensor(name + ".variance")},
                             training)
      .relu_();
}

at::Tensor WindowGraph::bottleneck(const std::string& name, const at::Tensor& x, std::int64_t stride,
                                   bool training) const {
  const at::Tensor active = activated(name + ".in", x, training);
  at::Tensor y = convolve(name + ".narrow", active, {1, 1});
  y = convolve(name + ".wide", batch_activated(name + ".narrowed", y, training), {stride, stride});
  y = convolve(name + ".out", batch_activated(name + ".widened", y, training), {1, 1});
  if (!parameters_.contains(name + ".shortcut")) return y + x;
  return y + convolve(name + ".shortcut", active, {stride, stride});
}

at::Tensor WindowGraph::pooled(const at::Tensor& x) const {
  const at::Tensor power = parameters_.tensor("power");
  return x.to(at::kFloat).clamp_min(kSmallestPooled).pow(power).mean(at::IntArrayRef(kPlane)).pow(1 / power);
}

at::Tensor WindowGraph::forward(const at::Tensor& levels, bool training) {
  at::Tensor x = square_root_amplitudes(levels.to(parameters_.device())).to(type_);
  x = convolve("stem", x, {2, 1});
  for (std::size_t stage = 0; stage < profile_.stages.size(); ++stage)
    for (std::int64_t block = 0; block < profile_.stages[stage].blocks; ++block)
      x = bottleneck(block_name(stage, block), x, block == 0 ? 2 : 1, training);
  const at::Tensor vectors = at::linear(pooled(batch_activated("last", x, training)), parameters_.tensor("projection"));
  return vectors / (vectors.square().sum(1, true) + 1e-8).sqrt();
}

at::Tensor WindowGraph::segments(const at::Tensor& levels) {
  const at::Tensor windows = levels.to(parameters_.device())
                                 .unfold(1, kWindowFrames, kHopFrames)
                                 .transpose(2, 3);  // [recordings, windows, 300, 216]
  const c10::NoGradGuard no_gradients;
  return forward(windows.flatten(0, 1), false).reshape({windows.size(0), windows.size(1), profile_.dimensions});
}

}  // namespace tributary::lab
