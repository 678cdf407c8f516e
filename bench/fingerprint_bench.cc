// Fingerprints: samples in, peaks out, and their way to the disk and back.
#include <benchmark/benchmark.h>

#include "bench/music.h"
#include "dsp/fingerprint.h"
#include "index/fingerprint_file.h"

namespace tributary::bench {
namespace {

dsp::Fingerprint fingerprint_of_samples() {
  dsp::Fingerprinter fingerprinter(dsp::kReferencePeaksPerSecond);
  fingerprinter.add(samples());
  return fingerprinter.finish();
}

void fingerprint(benchmark::State& state) {
  if (samples().empty()) return state.SkipWithError("no music: install wesnoth-1.16-music");
  for (auto _ : state) benchmark::DoNotOptimize(fingerprint_of_samples());
  const double audio_s = static_cast<double>(samples().size()) / dsp::kSampleRateHz;
  state.counters["audio_s_per_cpu_s"] = benchmark::Counter(audio_s, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(fingerprint)->Unit(benchmark::kMillisecond);

void encode_fingerprint(benchmark::State& state) {
  if (samples().empty()) return state.SkipWithError("no music: install wesnoth-1.16-music");
  const dsp::Fingerprint print = fingerprint_of_samples();
  std::size_t bytes = 0;
  for (auto _ : state) bytes += index::encode_fingerprint(print).size();
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.counters["bytes_per_audio_s"] = static_cast<double>(index::encode_fingerprint(print).size()) / print.duration_s;
}
BENCHMARK(encode_fingerprint);

void decode_fingerprint(benchmark::State& state) {
  if (samples().empty()) return state.SkipWithError("no music: install wesnoth-1.16-music");
  const std::vector<std::byte> bytes = index::encode_fingerprint(fingerprint_of_samples());
  for (auto _ : state) {
    const auto print = index::decode_fingerprint(bytes, "benchmark");
    if (!print) return state.SkipWithError(print.error().message.c_str());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes.size()) * state.iterations());
}
BENCHMARK(decode_fingerprint);

}  // namespace
}  // namespace tributary::bench
