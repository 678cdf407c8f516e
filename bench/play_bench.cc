// Single plays, split and posted durably, beside what the same disk takes for as many bytes.
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include <benchmark/benchmark.h>

#include "base/clock.h"
#include "bench/disk.h"
#include "bench/settlement_inputs.h"
#include "ledger/ledger.h"
#include "royalty/play_splitter.h"

namespace tributary::bench {
namespace {

constexpr std::uint64_t kPlayedTracks = 1'000;
constexpr std::uint64_t kFirstPlays = 100;

PlayEvent play(std::uint64_t number) {
  return {"event-" + std::to_string(number),
          "track-" + std::to_string(number * 7'919 % kPlayedTracks),
          "DE",
          "",
          {20'000},
          1 + static_cast<std::int64_t>(number % 50),
          std::nullopt};
}

// Each iteration is a play (counters play_*), and beside it a write of as many bytes as a play writes, appended to a
// file and synced (append_*), and written over a file and synced (overwrite_*): the disk and the load are the same for
// all three. Now and then the ledger is tidied up between two plays; tidied_* counts that into the play before it.
void split_plays(benchmark::State& state) {
  royalty::Policy rules = bench_policy();
  rules.pool = royalty::PoolKind::kDirect;
  rules.rate = {royalty::RateModel::kPerUse, 0, 200'000'000, 0, 0, 0, 0};
  const TwoHolders rights;
  std::map<std::string, TrackAttribution> tracks;
  for (std::uint64_t track = 0; track < kPlayedTracks; ++track) {
    TrackAttribution made = bench_attribution(track);
    tracks.emplace(made.track_id, std::move(made));
  }
  const BenchFolder folder("plays-bench");
  auto ledger = ledger::Ledger::open(folder.path() / "ledger.db", db::Connection::Mode::kCreate, base::system_clock());
  auto plays = royalty::PlaySplitter::open(
      rules, rights, [&](const std::string& track_id) { return &tracks.at(track_id); }, *ledger);
  SyncedFile appended(folder.path() / "appended", SyncedFile::Place::kBehind);
  SyncedFile overwritten(folder.path() / "overwritten", SyncedFile::Place::kOver);
  std::uint64_t number = 0;
  const auto split = [&] {
    if (!plays->post(play(number++))) std::abort();
  };
  while (number < kFirstPlays) split();
  const std::size_t play_bytes = std::filesystem::file_size(folder.path() / "ledger.db-wal") / kFirstPlays;
  Durations play_durations;
  Durations tidied_durations;
  Durations append_durations;
  Durations overwrite_durations;
  for (auto _ : state) {
    tidied_durations.time([&] {
      play_durations.time(split);
      if (!ledger->tidy()) std::abort();
    });
    append_durations.time([&] { appended.write(play_bytes); });
    overwrite_durations.time([&] { overwritten.write(play_bytes); });
  }
  state.counters["bytes"] = static_cast<double>(play_bytes);
  play_durations.report(state, "play");
  tidied_durations.report(state, "tidied");
  append_durations.report(state, "append");
  overwrite_durations.report(state, "overwrite");
}
BENCHMARK(split_plays)->Iterations(5'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
