// The composition tier: what encoding a track and mixing a training pair cost.
#include <algorithm>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "encoder/composition_network.h"
#include "encoder/drawn_weights.h"
#include "lab/composition/mixing/timbre_library.h"
#include "lab/composition/pairs/passage_pair.h"

namespace tributary::bench {
namespace {

constexpr std::size_t kTrackFrames = 3600;  // three minutes

std::vector<std::uint8_t> made_up_levels() {
  lab::Random random(1);
  std::vector<std::uint8_t> levels(kTrackFrames * encoder::kConstantQBins);
  for (std::uint8_t& level : levels) level = static_cast<std::uint8_t>(random.below(180));
  return levels;
}

// The cost does not depend on the weights.
void encode_composition(benchmark::State& state, const char* profile) {
  const auto weights = encoder::CompositionWeights::from_tensors(encoder::drawn_weights(profile, 1), "drawn");
  if (!weights) return state.SkipWithError(weights.error().message.c_str());
  auto network = encoder::CompositionNetwork::make(*weights);
  if (!network) return state.SkipWithError(network.error().message.c_str());
  const std::vector<std::uint8_t> levels = made_up_levels();
  for (auto _ : state) {
    const auto features = network->encode(levels);
    if (!features) return state.SkipWithError(features.error().message.c_str());
  }
  state.counters["GMAC"] = static_cast<double>(network->multiplications()) / 1e9;
}
BENCHMARK_CAPTURE(encode_composition, small, "small")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode_composition, full, "full")->Unit(benchmark::kMillisecond);

// What a process pays before the first track.
void make_composition_network(benchmark::State& state) {
  const std::vector<encoder::NamedTensor> tensors = encoder::drawn_weights("full", 1);
  for (auto _ : state) {
    const auto weights = encoder::CompositionWeights::from_tensors(tensors, "drawn");
    if (!weights) return state.SkipWithError(weights.error().message.c_str());
    auto network = encoder::CompositionNetwork::make(*weights);
    benchmark::DoNotOptimize(network);
  }
}
BENCHMARK(make_composition_network)->Unit(benchmark::kMillisecond);

// Three voices of steady quarter notes.
lab::Piece made_up_piece() {
  lab::Random random(2);
  lab::Piece piece;
  for (int beat = 0; beat < 240; ++beat)
    for (std::uint8_t part = 0; part < 3; ++part)
      piece.notes.push_back({static_cast<float>(beat) * 0.25F, 0.25F,
                             static_cast<std::uint8_t>(72 - 12 * part + static_cast<int>(random.below(12))), 90, part,
                             0, false});
  piece.melody_parts = {0};
  return piece;
}

void mix_pair(benchmark::State& state) {
  const lab::Piece piece = made_up_piece();
  const std::vector<const lab::Piece*> pieces = {&piece};
  const lab::TimbreLibrary timbres({}, 40, 1);
  const lab::PairMaker maker(pieces, timbres, lab::PairRange{});
  std::uint64_t seed = 0;
  for (auto _ : state) benchmark::DoNotOptimize(maker.make(0, 300, 300, seed++));
  state.counters["windows_per_cpu_s"] = benchmark::Counter(2, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(mix_pair)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
