// Decoding: compressed audio in, mono floats at the rate of the analysis out.
#include <benchmark/benchmark.h>

#include "audio/decoder.h"
#include "bench/music.h"

namespace tributary::bench {
namespace {

// To the analysis rate, and to the rate of the file: the difference is what resampling costs.
void decode(benchmark::State& state) {
  if (music().empty()) return state.SkipWithError("no music: install wesnoth-1.16-music");
  const audio::DecodeFormat format{static_cast<int>(state.range(0)), 1};
  double audio_s = 0;
  for (auto _ : state) {
    const auto decoded = audio::decode_file(music().front(), {}, format);
    if (!decoded) return state.SkipWithError(decoded.error().message.c_str());
    audio_s += static_cast<double>(decoded->size()) / format.rate_hz;
  }
  state.counters["audio_s_per_cpu_s"] = benchmark::Counter(audio_s, benchmark::Counter::kIsRate);
}
BENCHMARK(decode)->Arg(audio::kSampleRateHz)->Arg(44100)->ArgName("rate_hz")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
