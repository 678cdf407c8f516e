// Generates usage, imports it, settles it and writes its statements, and says how long each step took and how much
// memory all of it: usage_settle LINES POLICY.toml FOLDER [csv|dsr]
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "bench/usage_file.h"
#include "ledger/ledger.h"
#include "royalty/attribution_index.h"
#include "royalty/policy.h"
#include "royalty/posting.h"
#include "royalty/register.h"
#include "royalty/settlement.h"
#include "royalty/statement_store.h"
#include "royalty/usage_store.h"

namespace tributary::bench {
namespace {

// What the lines are about: 40,000 sums of usage, as where a platform reports each user or day by itself.
constexpr std::int64_t kTracks = 2'000;
constexpr int kTerritories = 10;
constexpr int kServices = 2;

// Three holders of a third each, 500 in all; nobody has registered every twentieth asset.
class ManyHolders : public RightsSource {
 public:
  Result<RightSplit> split_of(const RightsQuestion& question) const override {
    const std::size_t key = std::hash<std::string>()(question.asset_id);
    if (key % 20 == 0) return RightSplit{};
    RightSplit split;
    split.unclaimed_ppm = 0;
    const Ppm parts[]{333'334, 333'333, 333'333};
    for (std::size_t i = 0; i < 3; ++i)
      split.shares.push_back({fmt::format("party-{:03}", (key + i * 7) % 500), parts[i]});
    std::sort(split.shares.begin(), split.shares.end(),
              [](const PartyShare& a, const PartyShare& b) { return a.party_id < b.party_id; });
    return split;
  }
};

// Every second track was traced, to three recordings and two works.
std::vector<TrackAttribution> attributions(std::int64_t tracks) {
  std::vector<TrackAttribution> all;
  for (std::int64_t track = 0; track < tracks; track += 2) {
    const auto source = [&](const char* tier, int number, Ppm share) {
      const std::int64_t asset = (track * 31 + number * 977) % 10'000;
      return UsageShare{tier, fmt::format("rec-{:05}", asset), fmt::format("work-{:05}", asset), share, kWholePpm};
    };
    all.push_back({usage_track_id(track),
                   fmt::format("{:064x}", track),
                   {source("recording", 1, 300'000), source("recording", 2, 120'000), source("recording", 3, 70'000),
                    source("composition", 1, 410'000), source("composition", 4, 90'000)}});
  }
  return all;
}

class Clock {
 public:
  // Prints how long the step took that ends here.
  void step(std::string_view name) {
    const auto now = std::chrono::steady_clock::now();
    const double step_s = std::chrono::duration<double>(now - last_).count();
    fmt::print("{:<34} {:7.2f} s\n", name, step_s);
    std::fflush(stdout);
    last_ = now;
    total_s_ += step_s;
  }
  double total_s() const { return total_s_; }
  void restart() {
    last_ = std::chrono::steady_clock::now();
    total_s_ = 0;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  double total_s_ = 0;
};

double peak_mb() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

Result<Allocation> settle(const royalty::Policy& policy, royalty::UsageStore& usage,
                          royalty::StatementStore& statements, std::int64_t tracks, Clock& clock) {
  royalty::Settlement settlement(policy, {"bench", *royalty::day_of("2026-02-01"), std::nullopt});
  TRIBUTARY_TRY(usage.each_line(*royalty::day_of("2026-01-01"), *royalty::day_of("2026-01-31"),
                                [&](const UsageLine& line) { return settlement.add(line); }));
  clock.step("read and sum up usage");
  for (TrackAttribution& track : attributions(tracks)) TRIBUTARY_TRY(settlement.add(std::move(track)));
  TRIBUTARY_ASSIGN(auto recording, statements.record());
  TRIBUTARY_ASSIGN(Allocation allocation, settlement.allocate(ManyHolders(), recording.sink()));
  TRIBUTARY_TRY(recording.keep(allocation));
  clock.step("allocate and keep statements");
  return allocation;
}

Result<void> run(std::int64_t lines, const std::string& policy_file, const std::filesystem::path& folder, bool dsr) {
  std::filesystem::create_directories(folder);
  const UsageShape shape{lines, kTracks, kTerritories, kServices};
  const std::filesystem::path file = folder / (dsr ? "usage.tsv" : "usage.csv");
  Clock clock;
  if (!(dsr ? write_usage_dsr : write_usage_csv)(file, shape, 1))
    return Error{ErrorCode::kIo, file.string() + ": not written"};
  clock.step("generate (not counted)");
  clock.restart();
  TRIBUTARY_ASSIGN(const royalty::Policy policy, royalty::load_policy(policy_file));
  TRIBUTARY_ASSIGN(auto usage,
                   royalty::UsageStore::open(folder / "usage.db", db::Connection::Mode::kCreate, base::system_clock()));
  TRIBUTARY_ASSIGN(const UsageImport imported, usage.import(file, folder / "refused"));
  clock.step("import");
  TRIBUTARY_ASSIGN(auto statements,
                   royalty::StatementStore::open(folder / "statements.db", db::Connection::Mode::kCreate));
  TRIBUTARY_ASSIGN(const Allocation allocation, settle(policy, usage, statements, shape.tracks, clock));
  TRIBUTARY_ASSIGN(auto settlements, royalty::Register::open(folder / "register.db", db::Connection::Mode::kCreate));
  TRIBUTARY_ASSIGN(auto ledger,
                   ledger::Ledger::open(folder / "ledger.db", db::Connection::Mode::kCreate, base::system_clock()));
  TRIBUTARY_ASSIGN(const auto posted,
                   royalty::post(allocation, policy.hold_days, settlements, ledger, base::system_clock()));
  clock.step("post to the ledger");
  fmt::print(
      "{} lines settled into {} lines of statements and {} transfers in {:.2f} s, {:.0f} MB at most; file {:.0f} "
      "MB\n",
      imported.added, allocation.entitlement_lines, posted.transfers, clock.total_s(), peak_mb(),
      static_cast<double>(std::filesystem::file_size(file)) / 1e6);
  return {};
}

}  // namespace
}  // namespace tributary::bench

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: usage_settle LINES POLICY.toml FOLDER [csv|dsr]\n");
    return 2;
  }
  const bool dsr = argc > 4 && std::string_view(argv[4]) == "dsr";
  const auto done = tributary::bench::run(std::atoll(argv[1]), argv[2], argv[3], dsr);
  if (!done) fmt::print(stderr, "usage_settle: {}\n", done.error().message);
  return done ? 0 : 1;
}
