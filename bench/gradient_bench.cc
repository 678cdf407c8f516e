// The gradient store: one question to a million segments.
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "audit/draws.h"
#include "audit/gradient_store.h"
#include "audit/sparse_scores.h"
#include "base/file.h"
#include "base/hash.h"

namespace tributary::bench {
namespace {

constexpr std::size_t kColumns = 256;
constexpr std::size_t kFiles = 8;

// A store of random rows in a folder of its own, which goes with it.
class SyntheticStore {
 public:
  explicit SyntheticStore(std::size_t rows)
      : folder_(std::filesystem::temp_directory_path() / ("tributary_gradient_bench_" + std::to_string(::getpid()))) {
    audit::GradientPlan plan{audit::GradientSettings{}, "synthetic", 64, 72, kColumns, kColumns, true, {}};
    plan.transform.assign(kColumns, 1);
    if (!audit::create_store(folder_, plan).ok()) return;
    const auto checksum = base::checksum128(audit::encode_plan(plan));
    for (std::size_t file = 0; file < kFiles; ++file) {
      const std::size_t count = rows / kFiles;
      audit::GradientRows part{checksum, file * count, kColumns, std::vector<float>(count, 0.01F), {}, {}};
      std::uint64_t state = file + 1;
      for (std::size_t i = 0; i < count * kColumns; ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        part.values.push_back(static_cast<std::int8_t>(state >> 56));
      }
      for (std::size_t i = 0; i < count; ++i) {
        const std::string number = std::to_string((file * count + i) / 60);  // a track of three minutes has 56 segments
        part.segments.push_back({"recording " + number, "work " + number, "owner " + std::to_string(i % 1000), "artist",
                                 "tag", static_cast<double>(i % 60) * 3.2});
      }
      const auto bytes = audit::encode_rows(part);
      bytes_ += bytes.size();
      if (!base::replace_file(folder_ / ("rows-00000" + std::to_string(file) + ".sealed"), bytes).ok()) return;
    }
  }
  SyntheticStore(const SyntheticStore&) = delete;
  SyntheticStore& operator=(const SyntheticStore&) = delete;
  ~SyntheticStore() { std::filesystem::remove_all(folder_); }

  Result<audit::GradientStore> open() const { return audit::GradientStore::open(folder_); }
  std::size_t bytes() const { return bytes_; }

 private:
  std::filesystem::path folder_;
  std::size_t bytes_ = 0;
};

void gradient_scan(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const SyntheticStore synthetic(rows);
  const auto store = synthetic.open();
  if (!store) return state.SkipWithError(store.error().message.c_str());
  const std::vector<float> query = audit::noise_of(1, kColumns);
  const std::vector<double> weights(rows, 1);  // no copies
  for (auto _ : state)
    benchmark::DoNotOptimize(
        audit::sparse_scores(store->products(query, static_cast<std::size_t>(state.range(1))), weights));
  const double scale = 1e6 / static_cast<double>(rows);
  state.counters["disk_mb_per_million"] = static_cast<double>(synthetic.bytes()) / 1e6 * scale;
  // Beside the mapped file: where each row's names begin, and the scores of a scan.
  state.counters["memory_mb_per_million"] = (sizeof(std::uint64_t) + sizeof(float)) * 1e6 / 1e6;
}
BENCHMARK(gradient_scan)
    ->Args({1'000'000, 1})
    ->Args({1'000'000, 2})
    ->ArgNames({"rows", "threads"})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
