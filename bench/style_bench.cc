// The style tier: what encoding a track and looking for its style in a catalog cost.
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "dsp/constant_q.h"
#include "encoder/style_encoder.h"
#include "trace/style_tier.h"

namespace tributary::bench {
namespace {

constexpr std::size_t kTrackFrames = 3600;  // three minutes

std::vector<std::uint8_t> made_up_levels() {
  std::mt19937_64 random(1);
  std::vector<std::uint8_t> levels(kTrackFrames * dsp::kConstantQBins);
  for (std::uint8_t& level : levels) level = static_cast<std::uint8_t>(60 + random() % 120);
  return levels;
}

// The cost does not depend on the weights.
encoder::StyleEncoder made_up_encoder() {
  encoder::StyleWeights weights{std::vector<float>(encoder::kStyleStatistics),
                                std::vector<float>(encoder::kStyleStatistics, 0.1F),
                                std::vector<float>(encoder::kStyleDimensions * encoder::kStyleStatistics, 0.1F)};
  return std::move(encoder::StyleEncoder::from_tensors(weights.to_tensors(), "made up")).value();
}

void encode_style(benchmark::State& state) {
  const encoder::StyleEncoder encoder = made_up_encoder();
  const std::vector<std::uint8_t> levels = made_up_levels();
  for (auto _ : state) benchmark::DoNotOptimize(encoder.encode(levels));
}
BENCHMARK(encode_style)->Unit(benchmark::kMillisecond);

std::vector<std::int8_t> made_up_windows(std::size_t count, std::mt19937_64& random) {
  std::vector<float> values(count * index::kStyleValues);
  std::normal_distribution<float> normal;
  for (float& value : values) value = normal(random);
  return index::quantise_style(values);
}

// A track of three minutes against so many recordings, five by each artist.
void find_styles(benchmark::State& state) {
  std::mt19937_64 random(2);
  trace::StyleTable catalog;
  for (std::int64_t i = 0; i < state.range(0); ++i)
    catalog.add(std::to_string(i), std::to_string(i / 5), index::summarise_style(made_up_windows(12, random)));
  const std::vector<std::int8_t> windows = made_up_windows(34, random);
  for (auto _ : state) benchmark::DoNotOptimize(trace::find_styles(windows, catalog));
}
BENCHMARK(find_styles)->Arg(100)->Arg(10000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
