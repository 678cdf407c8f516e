// What a version-matching network of the usual size costs beside ours, for a track of three minutes.
//
// The usual size is that of CLEWS (Serrà et al. 2025): windows of 20 s every 5 s, 84 constant-Q bins at 10 Hz, a
// stem of 12 x 3, pre-activated bottlenecks of instance-and-batch normalisation (Pan et al. 2018) in stages of 3, 4, 6
// and 3 up to 2048 channels, generalised-mean pooling and a linear layer. Strides and inner widths are chosen here so
// that the operations agree with the published 27.4 GMAC per window. Its weights are random, which costs as much.
#include <cstdint>
#include <utility>
#include <vector>

#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

#include "encoder/composition_network.h"
#include "encoder/drawn_weights.h"
#include "index/composition_features.h"
#include "index/composition_file.h"
#include "lab/random/random.h"

namespace tributary::bench {
namespace {

constexpr std::int64_t kTrack_s = 180;

struct Convolution {
  at::Tensor weight;
  std::int64_t stride_bins = 1;
  std::int64_t stride_frames = 1;
};

class Counter {
 public:
  at::Tensor apply(const Convolution& layer, const at::Tensor& input) {
    const auto kernel = layer.weight.sizes();
    const at::Tensor output =
        at::conv2d(input, layer.weight, {}, {layer.stride_bins, layer.stride_frames}, {kernel[2] / 2, kernel[3] / 2});
    multiplications_ += output.numel() * kernel[1] * kernel[2] * kernel[3];
    return output;
  }
  std::int64_t multiplications() const { return multiplications_; }

 private:
  std::int64_t multiplications_ = 0;
};

Convolution convolution(std::int64_t from, std::int64_t to, std::int64_t bins, std::int64_t frames) {
  return {at::randn({to, from, bins, frames}) * 0.01, 1, 1};
}

// One half of the channels normalised over each example, the other by constants; then a rectifier.
at::Tensor normalised(const at::Tensor& input) {
  const auto halves = input.chunk(2, 1);
  const at::Tensor instance = at::instance_norm(halves[0], {}, {}, {}, {}, true, 0, 1e-5, false);
  return at::relu(at::cat({instance, halves[1]}, 1));
}

struct Bottleneck {
  Convolution narrow, wide, out, shortcut;  // the shortcut is undefined where the input itself is one

  at::Tensor forward(const at::Tensor& input, Counter& counter) const {
    const at::Tensor active = normalised(input);
    at::Tensor output = at::relu(counter.apply(narrow, active));
    output = at::relu(counter.apply(wide, output));
    output = counter.apply(out, output);
    return output + (shortcut.weight.defined() ? counter.apply(shortcut, active) : input);
  }
};

class WindowNetwork {
 public:
  static constexpr std::int64_t kWindow_s = 20;
  static constexpr std::int64_t kHop_s = 5;
  static constexpr std::int64_t kFramesPerSecond = 10;
  static constexpr std::int64_t kBins = 84;
  static constexpr std::int64_t kDimensions = 1024;

  WindowNetwork() : stem_(convolution(1, 64, 12, 3)), linear_(at::randn({2048, kDimensions}) * 0.01) {
    stem_.stride_bins = 2;
    std::int64_t from = 64;
    for (const auto& [blocks, to] : {std::pair(3, 256), std::pair(4, 512), std::pair(6, 1024), std::pair(3, 2048)})
      for (int i = 0; i < blocks; ++i, from = to) {
        Bottleneck block{convolution(from, to, 1, 1), convolution(to, to, 3, 3), convolution(to, to, 1, 1), {}};
        if (i == 0) {
          block.shortcut = convolution(from, to, 1, 1);
          for (Convolution* layer : {&block.wide, &block.shortcut}) layer->stride_bins = layer->stride_frames = 2;
        }
        blocks_.push_back(std::move(block));
      }
  }

  // The vector of one window, [1, kDimensions].
  at::Tensor forward(const at::Tensor& window, Counter& counter) const {
    at::Tensor hidden = counter.apply(stem_, window);
    for (const Bottleneck& block : blocks_) hidden = block.forward(hidden, counter);
    const at::Tensor pooled = normalised(hidden).clamp_min(1e-6).pow(3).mean({2, 3}).pow(1.0 / 3);
    return pooled.matmul(linear_);
  }

  std::int64_t parameters() const {
    std::int64_t count = stem_.weight.numel() + linear_.numel();
    for (const Bottleneck& block : blocks_)
      for (const Convolution* layer : {&block.narrow, &block.wide, &block.out, &block.shortcut})
        if (layer->weight.defined()) count += layer->weight.numel();
    return count;
  }

 private:
  Convolution stem_;
  std::vector<Bottleneck> blocks_;
  at::Tensor linear_;
};

// All windows cost the same: one is timed, and the time and the operations of a track are those of all of them.
void window_network(benchmark::State& state) {
  at::manual_seed(1);
  const at::NoGradGuard no_gradients;
  const WindowNetwork network;
  const at::Tensor window =
      at::rand({1, 1, WindowNetwork::kBins, WindowNetwork::kWindow_s * WindowNetwork::kFramesPerSecond});
  constexpr double kWindows = static_cast<double>((kTrack_s - WindowNetwork::kWindow_s) / WindowNetwork::kHop_s + 1);
  Counter counter;
  for (auto _ : state) {
    counter = {};
    benchmark::DoNotOptimize(network.forward(window, counter));
  }
  state.counters["track_GMAC"] = kWindows * static_cast<double>(counter.multiplications()) / 1e9;
  state.counters["track_cpu_s"] =
      benchmark::Counter(1 / kWindows, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["track_index_bytes"] = kWindows * WindowNetwork::kDimensions * sizeof(float);
  state.counters["parameters_M"] = static_cast<double>(network.parameters()) / 1e6;
}
BENCHMARK(window_network)->Unit(benchmark::kMillisecond);

// Our network, over the whole track at once.
void composition_network(benchmark::State& state, const char* profile) {
  const auto weights = encoder::CompositionWeights::from_tensors(encoder::drawn_weights(profile, 1), "drawn");
  if (!weights) return state.SkipWithError(weights.error().message.c_str());
  auto network = encoder::CompositionNetwork::make(*weights);
  if (!network) return state.SkipWithError(network.error().message.c_str());
  lab::Random random(1);
  std::vector<std::uint8_t> levels(static_cast<std::size_t>(kTrack_s * 20 * encoder::kConstantQBins));
  for (std::uint8_t& level : levels) level = static_cast<std::uint8_t>(random.below(180));
  std::size_t index_bytes = 0;
  for (auto _ : state) {
    const auto features = network->encode(levels);
    if (!features) return state.SkipWithError(features.error().message.c_str());
    index_bytes = index::encode_composition(index::quantise_composition(features->frames, features->vectors)).size();
  }
  double parameters = 0;
  for (const encoder::NamedTensor& tensor : encoder::drawn_weights(profile, 1))
    parameters += static_cast<double>(tensor.values.size());
  state.counters["track_GMAC"] = static_cast<double>(network->multiplications()) / 1e9;
  state.counters["track_cpu_s"] =
      benchmark::Counter(1, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["track_index_bytes"] = static_cast<double>(index_bytes);
  state.counters["parameters_M"] = parameters / 1e6;
}
BENCHMARK_CAPTURE(composition_network, small, "small")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(composition_network, full, "full")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
