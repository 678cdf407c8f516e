// The ledger: durable posting in batches and one by one, opening it again, and the check of everything.
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/clock.h"
#include "bench/disk.h"
#include "ledger/ledger.h"

namespace tributary::bench {
namespace {

constexpr std::size_t kBatch = 10'000;

// A ledger in a folder of its own.
class LedgerFolder {
 public:
  explicit LedgerFolder(std::size_t accounts) {
    std::vector<NewAccount> opened;
    const Currency euro = currency_of("EUR").value();
    for (std::size_t i = 0; i < accounts; ++i)
      opened.push_back({"party-" + std::to_string(i), euro, AccountKind::kParty, BalanceLimit::kNone});
    ids_ = ledger().open_accounts(opened).value();
  }
  ledger::Ledger ledger() const {
    return ledger::Ledger::open(folder_.path() / "ledger.db", db::Connection::Mode::kCreate, base::system_clock())
        .value();
  }

  // Transfers between random accounts, numbered within `source`; with ids all over the place where asked to.
  std::vector<Transfer> batch(const std::string& source, std::size_t count, bool scattered_ids) {
    std::vector<Transfer> transfers(count);
    for (std::size_t i = 0; i < count; ++i) {
      Transfer& transfer = transfers[i];
      transfer.id = scattered_ids ? TransferId{random_(), random_()} : transfer_id(source, i + 1);
      const std::size_t debit = random_() % ids_.size();
      transfer.debit = ids_[debit];
      transfer.credit = ids_[(debit + 1 + random_() % (ids_.size() - 1)) % ids_.size()];
      transfer.amount_minor = static_cast<std::int64_t>(1 + random_() % 100'000);
      transfer.currency = currency_of("EUR").value();
      transfer.code = 1;
      transfer.reference = source + ":" + std::to_string(i);
    }
    return transfers;
  }

 private:
  BenchFolder folder_{"ledger-bench"};
  std::vector<AccountId> ids_;
  std::mt19937_64 random_{20261125};
};

// Arguments: accounts, and whether ids are scattered. Each iteration is a batch; a million transfers in all.
void post_batches(benchmark::State& state) {
  LedgerFolder folder(static_cast<std::size_t>(state.range(0)));
  ledger::Ledger ledger = folder.ledger();
  std::int64_t posted = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const auto transfers = folder.batch("usage-" + std::to_string(posted), kBatch, state.range(1) == 1);
    state.ResumeTiming();
    const auto report = ledger.post(transfers);
    if (!report || report->posted != static_cast<std::int64_t>(kBatch)) return state.SkipWithError("not posted");
    posted += report->posted;
  }
  state.counters["transfers_per_s"] = benchmark::Counter(static_cast<double>(posted), benchmark::Counter::kIsRate);
}
BENCHMARK(post_batches)
    ->ArgNames({"accounts", "scattered_ids"})
    ->Args({1'000, 0})
    ->Args({10'000, 0})
    ->Args({100'000, 0})
    ->Args({1'000, 1})
    ->Iterations(100)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// One durable transfer at a time, on a ledger of 100,000.
void post_single(benchmark::State& state) {
  LedgerFolder folder(1'000);
  ledger::Ledger ledger = folder.ledger();
  for (int i = 0; i < 10; ++i)
    if (!ledger.post(folder.batch("before-" + std::to_string(i), kBatch, false)))
      return state.SkipWithError("not posted");
  Durations durations;
  int event = 0;
  for (auto _ : state) {
    const auto transfers = folder.batch("event-" + std::to_string(event++), 1, false);
    durations.time([&] {
      if (!ledger.post(transfers)) std::abort();
    });
  }
  durations.report(state, "post");
}
BENCHMARK(post_single)->Iterations(2'000)->UseRealTime()->Unit(benchmark::kMillisecond);

void check_ledger(benchmark::State& state) {
  LedgerFolder folder(1'000);
  ledger::Ledger ledger = folder.ledger();
  for (int i = 0; i < 20; ++i)
    if (!ledger.post(folder.batch("batch-" + std::to_string(i), kBatch, false)))
      return state.SkipWithError("not posted");
  std::int64_t transfers = 0;
  for (auto _ : state) {
    const auto check = ledger.check();
    if (!check || !check->problems.empty()) return state.SkipWithError("not sound");
    transfers += check->transfers;
  }
  state.counters["transfers_per_s"] = benchmark::Counter(static_cast<double>(transfers), benchmark::Counter::kIsRate);
}
BENCHMARK(check_ledger)->Iterations(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::bench
