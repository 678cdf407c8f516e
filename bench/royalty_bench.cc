// Royalties: a settlement of many usage lines.
#include <cstdlib>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/settlement_inputs.h"
#include "royalty/settlement.h"

namespace tributary::bench {
namespace {

constexpr std::uint64_t kTracks = 100'000;
constexpr std::uint64_t kTerritories = 20;

// Argument: usage lines. The lines are made within the measured time, as a reader would.
void settle(benchmark::State& state) {
  const royalty::Policy rules = bench_policy();
  const TwoHolders rights;
  std::int64_t lines = 0;
  for (auto _ : state) {
    royalty::Settlement settlement(rules, {"bench", {20'000}, std::nullopt});
    for (std::uint64_t track = 0; track < kTracks; ++track)
      if (!settlement.add(bench_attribution(track))) std::abort();
    UsageLine line;
    line.period_start = {19'900};
    line.period_end = {19'930};
    line.service = "premium";
    const std::string report(64, 'a');
    std::uint64_t draw = 20'261'126;
    for (std::int64_t i = 1; i <= state.range(0); ++i) {
      draw = draw * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
      line.usage_id = report + ":" + std::to_string(i);
      line.track_id = "track-" + std::to_string((draw >> 33U) % kTracks);
      line.territory = {'D', static_cast<char>('A' + (draw >> 20U) % kTerritories)};
      line.uses = static_cast<std::int64_t>(draw % 1000);
      line.revenue = {line.uses / 3, rules.currency};
      if (!settlement.add(line)) std::abort();
    }
    const auto allocation = settlement.allocate(rights, {});
    if (!allocation) std::abort();
    lines += allocation->entitlement_lines;
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.counters["entitlements"] = static_cast<double>(lines) / static_cast<double>(state.iterations());
}
BENCHMARK(settle)->Arg(100'000)->Arg(10'000'000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
