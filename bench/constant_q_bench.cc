// The constant-Q spectrum: what three minutes of audio cost.
#include <benchmark/benchmark.h>

#include "bench/music.h"
#include "dsp/constant_q.h"

namespace tributary::bench {
namespace {

void constant_q_of_three_minutes(benchmark::State& state) {
  constexpr std::size_t kThreeMinutes = std::size_t{180} * dsp::kConstantQRateHz;
  std::vector<float> audio(kThreeMinutes);
  for (std::size_t i = 0; i < audio.size(); ++i)
    audio[i] = samples().empty() ? static_cast<float>(i * i % 1009) / 1009 : samples()[i % samples().size()];
  for (auto _ : state) {
    dsp::ConstantQ constant_q;
    constant_q.add(audio);
    benchmark::DoNotOptimize(constant_q.finish());
  }
}
BENCHMARK(constant_q_of_three_minutes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
