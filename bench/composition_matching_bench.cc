// The composition tier's matching: what quantising, scanning a catalog and aligning a candidate cost.
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "index/composition_features.h"
#include "index/composition_file.h"
#include "trace/composition_alignment.h"
#include "trace/segment_scan.h"
#include "trace/synthetic_composition.h"

namespace tributary::bench {
namespace {

constexpr double kTrack_s = 180;

trace::CompositionFrames frames_of(const trace::EncodedFrames& frames) {
  return trace::CompositionFrames(index::quantise_composition(frames, {}).frames);
}

void store_composition(benchmark::State& state) {
  const auto frames = trace::random_composition(kTrack_s, 1);
  const auto segments = trace::synthetic_segments(frames);
  std::size_t bytes = 0;
  for (auto _ : state) bytes = index::encode_composition(index::quantise_composition(frames, segments)).size();
  state.counters["bytes_per_audio_s"] = static_cast<double>(bytes) / kTrack_s;
}
BENCHMARK(store_composition)->Unit(benchmark::kMillisecond);

void read_composition(benchmark::State& state) {
  const auto frames = trace::random_composition(kTrack_s, 1);
  const auto bytes = index::encode_composition(trace::synthetic_features(frames));
  for (auto _ : state) {
    const auto features = index::decode_composition(bytes, "benchmark");
    if (!features) return state.SkipWithError(features.error().message.c_str());
    benchmark::DoNotOptimize(trace::CompositionFrames(features->frames));
  }
}
BENCHMARK(read_composition)->Unit(benchmark::kMillisecond);

// The best 32 recordings for one segment of a query, among so many of three minutes.
void scan_segments(benchmark::State& state) {
  std::mt19937_64 random(1);
  trace::SegmentTable table;
  std::vector<std::int8_t> segments(34 * index::kCompositionSegmentValues);
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    for (std::int8_t& value : segments) value = static_cast<std::int8_t>(static_cast<int>(random() % 41) - 20);
    table.add(std::to_string(i), segments);
  }
  const auto query = std::span(segments).first(index::kCompositionSegmentValues);
  for (auto _ : state) benchmark::DoNotOptimize(table.nearest(query, 32));
  state.SetBytesProcessed(static_cast<std::int64_t>(table.segments() * index::kCompositionSegmentValues) *
                          state.iterations());
}
BENCHMARK(scan_segments)->Arg(1000)->Arg(10000)->ArgName("recordings")->Unit(benchmark::kMillisecond);

// The coarse look of a query of 15 s at so many recordings of a minute.
void look_coarsely(benchmark::State& state) {
  trace::SegmentTable table;
  for (std::int64_t i = 0; i < state.range(0); ++i)
    table.add(std::to_string(i),
              trace::synthetic_features(trace::random_composition(60, static_cast<std::uint64_t>(i % 50))));
  const auto query =
      frames_of(trace::performed(trace::random_composition(60, 7), {.start_s = 20, .noise = 1}, 1)).centred();
  for (auto _ : state) benchmark::DoNotOptimize(table.look_coarsely(query, true, {}, 1));
}
BENCHMARK(look_coarsely)->Arg(1000)->ArgName("recordings")->Unit(benchmark::kMillisecond);

// The score of one candidate of three minutes, four keys of which are likely: what every candidate costs.
void score_composition(benchmark::State& state) {
  const trace::ReferenceFrames frames(frames_of(trace::random_composition(kTrack_s, 1)));
  trace::CompositionAligner aligner;
  const trace::Performance performance{.start_s = 60, .duration_s = static_cast<double>(state.range(0)), .noise = 1};
  aligner.set_query(frames_of(trace::performed(trace::random_composition(kTrack_s, 2), performance, 3)));
  for (auto _ : state)
    benchmark::DoNotOptimize(aligner.score(frames, aligner.look(frames, trace::KeySet(0b1001'0010'0001)).key));
}
BENCHMARK(score_composition)->Arg(15)->Arg(30)->ArgName("query_s")->Unit(benchmark::kMillisecond);

// One candidate of three minutes in all keys: the composition itself, and another one.
void align_composition(benchmark::State& state, bool is_version) {
  const auto reference = trace::random_composition(kTrack_s, 1);
  const auto source = is_version ? reference : trace::random_composition(kTrack_s, 2);
  const trace::Performance performance{.start_s = 60,
                                       .duration_s = static_cast<double>(state.range(0)),
                                       .tempo_ratio = 1.1,
                                       .transposition = 3,
                                       .noise = 1};
  trace::CompositionAligner aligner;
  aligner.set_query(frames_of(trace::performed(source, performance, 3)));
  const trace::ReferenceFrames frames(frames_of(reference));
  for (auto _ : state) benchmark::DoNotOptimize(aligner.align(frames));
}
BENCHMARK_CAPTURE(align_composition, version, true)
    ->Arg(15)
    ->Arg(30)
    ->ArgName("query_s")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(align_composition, other, false)->Arg(15)->Arg(30)->ArgName("query_s")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
