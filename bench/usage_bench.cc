// How fast usage reports are parsed and matched, stored, and read back for a settlement.
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/usage_file.h"
#include "royalty/attribution_index.h"
#include "royalty/usage_reader.h"
#include "royalty/usage_source.h"
#include "royalty/usage_store.h"

namespace tributary::bench {
namespace {

constexpr std::int64_t kLines = 1'000'000;

class UsageFolder {
 public:
  UsageFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tributary-usage-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~UsageFolder() { std::filesystem::remove_all(path_); }
  UsageFolder(const UsageFolder&) = delete;
  UsageFolder& operator=(const UsageFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Every second track was traced.
royalty::AttributionIndex attributed_tracks(std::int64_t tracks) {
  std::vector<TrackAttribution> attributions;
  for (std::int64_t track = 0; track < tracks; track += 2)
    attributions.push_back({usage_track_id(track), "evidence", {{"recording", "rec", "work", kWholePpm, kWholePpm}}});
  auto index = royalty::AttributionIndex::build(std::move(attributions));
  if (!index) std::abort();
  return std::move(*index);
}

// From the file to fields and the attribution of each line. -1 where a line is refused.
std::int64_t parse_and_match(const std::filesystem::path& file, const royalty::AttributionIndex& index,
                             std::int64_t& matched) {
  auto source = royalty::UsageSource::open(file);
  if (!source) return -1;
  royalty::UsageLines lines([&](std::span<char> buffer) { return source->read(buffer); }, "usage");
  if (!lines.begin()) return -1;
  const auto reader = royalty::open_usage_reader(std::move(lines));
  if (!reader) return -1;
  std::int64_t count = 0;
  while (true) {
    const auto event = (*reader)->next();
    if (!event || *event == royalty::UsageEvent::kRefused) return -1;
    if (*event == royalty::UsageEvent::kEnd) return count;
    ++count;
    const royalty::UsageFields& fields = (*reader)->fields();
    matched += index.find(fields.track_id, fields.isrc) != nullptr ? 1 : 0;
  }
}

using Writer = bool (*)(const std::filesystem::path&, const UsageShape&, std::uint64_t);

// Hashing the file, which an import does too, is part of it.
void match_usage(benchmark::State& state, Writer write) {
  const UsageFolder folder;
  const UsageShape shape{kLines};
  const std::filesystem::path file = folder.path() / "usage";
  if (!write(file, shape, 1)) return state.SkipWithError("not written");
  const royalty::AttributionIndex index = attributed_tracks(shape.tracks);
  std::int64_t lines = 0;
  std::int64_t matched = 0;
  for (auto _ : state) {
    const std::int64_t count = parse_and_match(file, index, matched);
    if (count != kLines) return state.SkipWithError("not read");
    lines += count;
  }
  state.counters["lines_per_s"] = benchmark::Counter(static_cast<double>(lines), benchmark::Counter::kIsRate);
  state.counters["matched"] = static_cast<double>(matched) / static_cast<double>(lines);
}
BENCHMARK_CAPTURE(match_usage, csv, &write_usage_csv)->Iterations(3)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(match_usage, dsr, &write_usage_dsr)->Iterations(3)->Unit(benchmark::kMillisecond);

// Into the database of a workspace, durable when it is done.
void import_usage(benchmark::State& state) {
  const UsageFolder folder;
  const std::filesystem::path file = folder.path() / "usage.csv";
  if (!write_usage_csv(file, UsageShape{kLines}, 1)) return state.SkipWithError("not written");
  int number = 0;
  std::int64_t lines = 0;
  for (auto _ : state) {
    auto store = royalty::UsageStore::open(folder.path() / std::to_string(++number), db::Connection::Mode::kCreate,
                                           base::system_clock());
    if (!store) return state.SkipWithError("not opened");
    const auto imported = store->import(file, folder.path() / "refused");
    if (!imported || imported->added != kLines) return state.SkipWithError("not imported");
    lines += imported->added;
  }
  state.counters["lines_per_s"] = benchmark::Counter(static_cast<double>(lines), benchmark::Counter::kIsRate);
}
BENCHMARK(import_usage)->Iterations(2)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
