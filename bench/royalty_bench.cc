// Royalties: a settlement of many usage lines, and the split of single plays with its slowest hundredth.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/clock.h"
#include "ledger/ledger.h"
#include "royalty/play_splitter.h"
#include "royalty/policy.h"
#include "royalty/settlement.h"

namespace tributary::bench {
namespace {

constexpr std::uint64_t kTracks = 100'000;
constexpr std::uint64_t kTerritories = 20;

// Two holders for every right.
class TwoHolders : public RightsSource {
 public:
  Result<RightSplit> split_of(const RightsQuestion& question) const override {
    const std::size_t holder = std::hash<std::string>()(question.asset_id) % 20'000;
    return RightSplit{
        {{"party-" + std::to_string(holder), 700'000}, {"party-" + std::to_string(holder + 1), 300'000}}, 0, ""};
  }
};

Currency euro() { return currency_of("EUR").value(); }

royalty::Policy policy() {
  royalty::Policy policy;
  policy.name = "bench";
  policy.sha256 = std::string(64, '0');
  policy.currency = euro();
  policy.tiers = {{"composition", 400'000, 0, 1'000'000}, {"recording", 600'000, 800'000, 200'000}};
  policy.rate.part_ppm = 280'000;
  policy.pool = royalty::PoolKind::kProRata;
  policy.scope = royalty::PoolScope::kTerritory;
  return policy;
}

TrackAttribution attribution(std::uint64_t track) {
  TrackAttribution made{"track-" + std::to_string(track), std::string(64, 'e'), {}};
  for (std::uint64_t source = 0; source < 2; ++source) {
    const std::string number = std::to_string((track * 7 + source * 31) % 50'000);
    made.shares.push_back({"recording", "recording-" + number, "work-" + number, 300'000, 1'000'000});
    made.shares.push_back({"composition", "recording-" + number, "work-" + number, 200'000, 1'000'000});
  }
  return made;
}

// Argument: usage lines. The lines are made within the measured time, as a reader would.
void settle(benchmark::State& state) {
  const royalty::Policy rules = policy();
  const TwoHolders rights;
  std::int64_t lines = 0;
  for (auto _ : state) {
    royalty::Settlement settlement(rules, {"bench", {20'000}, std::nullopt});
    for (std::uint64_t track = 0; track < kTracks; ++track)
      if (!settlement.add(attribution(track))) std::abort();
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
      line.revenue = {line.uses / 3, euro()};
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

// On the disk that the benchmark runs on: a memory file system would not sync. The counters are milliseconds.
void split_plays(benchmark::State& state) {
  royalty::Policy rules = policy();
  rules.pool = royalty::PoolKind::kDirect;
  rules.rate = {royalty::RateModel::kPerUse, 0, 200'000'000, 0, 0, 0, 0};
  const TwoHolders rights;
  std::map<std::string, TrackAttribution> tracks;
  for (std::uint64_t track = 0; track < 1'000; ++track) {
    TrackAttribution made = attribution(track);
    tracks.emplace(made.track_id, std::move(made));
  }
  std::string pattern = (std::filesystem::current_path() / "plays-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  const std::filesystem::path folder = pattern;
  std::vector<double> times_ms;
  {
    auto ledger = ledger::Ledger::open(folder / "ledger.db", db::Connection::Mode::kCreate, base::system_clock());
    auto plays = royalty::PlaySplitter::open(
        folder / "plays.db", rules, rights,
        [&](const std::string& track_id) -> const TrackAttribution* { return &tracks.at(track_id); }, *ledger);
    std::uint64_t number = 0;
    for (auto _ : state) {
      const PlayEvent play{"event-" + std::to_string(number),
                           "track-" + std::to_string(number * 7'919 % 1'000),
                           "DE",
                           "",
                           {20'000},
                           1 + static_cast<std::int64_t>(number % 50),
                           std::nullopt};
      ++number;
      const auto begun = std::chrono::steady_clock::now();
      if (!plays->post(play)) std::abort();
      times_ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
    }
  }
  std::filesystem::remove_all(folder);
  std::sort(times_ms.begin(), times_ms.end());
  const auto quantile = [&](std::size_t percent) { return times_ms[times_ms.size() * percent / 100]; };
  state.counters["p50_ms"] = quantile(50);
  state.counters["p99_ms"] = quantile(99);
}
BENCHMARK(split_plays)->Iterations(5'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
