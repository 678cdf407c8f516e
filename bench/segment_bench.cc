// The landmark index: fingerprints in, a segment out, and the checks of opening one.
#include <algorithm>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/music.h"
#include "dsp/fingerprint.h"
#include "index/landmark_segment.h"

namespace tributary::bench {
namespace {

// The same track cut into as many recordings as asked for, at most eight.
std::vector<dsp::Fingerprint> fingerprints(std::size_t count) {
  std::vector<dsp::Fingerprint> prints;
  const std::size_t part = samples().size() / 8;
  for (std::size_t i = 0; i < std::min<std::size_t>(count, 8); ++i) {
    dsp::Fingerprinter fingerprinter(dsp::kReferencePeaksPerSecond);
    fingerprinter.add(std::span(samples()).subspan(i * part, part));
    prints.push_back(fingerprinter.finish());
  }
  return prints;
}

std::vector<index::IndexedRecording> recordings(const std::vector<dsp::Fingerprint>& prints) {
  std::vector<index::IndexedRecording> indexed;
  for (const dsp::Fingerprint& print : prints) indexed.push_back({"rec_" + std::to_string(indexed.size()), &print});
  return indexed;
}

// One recording, then eight times as much: the ratio shows how the work grows.
void encode_segment(benchmark::State& state) {
  if (samples().empty()) return state.SkipWithError("no music: install wesnoth-1.16-music");
  const auto prints = fingerprints(static_cast<std::size_t>(state.range(0)));
  const auto indexed = recordings(prints);
  double audio_s = 0;
  for (const dsp::Fingerprint& print : prints) audio_s += print.duration_s;
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto segment = index::encode_segment(indexed);
    if (!segment) return state.SkipWithError(segment.error().message.c_str());
    bytes = segment->size();
  }
  state.counters["audio_s_per_cpu_s"] = benchmark::Counter(audio_s, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["bytes_per_audio_s"] = static_cast<double>(bytes) / audio_s;
}
BENCHMARK(encode_segment)->Arg(1)->Arg(8)->ArgName("recordings")->Unit(benchmark::kMillisecond);

void open_segment(benchmark::State& state) {
  if (samples().empty()) return state.SkipWithError("no music: install wesnoth-1.16-music");
  const auto prints = fingerprints(8);
  const auto bytes = index::encode_segment(recordings(prints));
  if (!bytes) return state.SkipWithError(bytes.error().message.c_str());
  for (auto _ : state) {
    const auto segment = index::LandmarkSegment::from_bytes(*bytes, "benchmark");
    if (!segment) return state.SkipWithError(segment.error().message.c_str());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes->size()) * state.iterations());
}
BENCHMARK(open_segment)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
