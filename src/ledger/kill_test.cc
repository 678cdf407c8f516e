// A process that is killed while it posts loses nothing it has acknowledged, and its successor completes the job.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/test_ledger.h"

namespace tributary::ledger {
namespace {

constexpr std::uint64_t kBatches = 200;
constexpr std::uint64_t kBatchTransfers = 500;
constexpr int kKills = 50;
constexpr int kAccounts = 20;

class Kill : public ::testing::Test, protected LedgerFolder {
 protected:
  // The same for every process that posts batch number `batch`: plain and linked transfers, holds of which some run
  // out, posts of the batch's own holds, and reversals.
  static std::vector<Transfer> batch_transfers(std::uint64_t batch) {
    std::mt19937_64 random(batch);
    std::vector<Transfer> transfers;
    for (std::uint64_t i = 0; i < kBatchTransfers; ++i) {
      const std::uint64_t id = batch * kBatchTransfers + i + 1;
      const auto debit = static_cast<AccountId>(1 + random() % kAccounts);
      const auto credit =
          static_cast<AccountId>(1 + (static_cast<std::uint64_t>(debit) + random() % (kAccounts - 1)) % kAccounts);
      const auto amount_minor = static_cast<std::int64_t>(1 + random() % 1000);
      switch (i % 10) {
        case 3:
          transfers.push_back(hold(id, debit, credit, amount_minor, static_cast<std::int64_t>(i % 4)));
          break;
        case 4:
          transfers.push_back(settle(id, TransferKind::kPostPending, id - 1));
          break;
        case 5:
          transfers.push_back(hold(id, debit, credit, amount_minor, 5));
          break;
        case 6:
          transfers.push_back(linked(transfer(id, debit, credit, amount_minor)));
          break;
        case 8:
          transfers.push_back(settle(id, TransferKind::kReversal, id - 1));
          break;
        default:
          transfers.push_back(transfer(id, debit, credit, amount_minor));
      }
    }
    return transfers;
  }

  // Posts the batches from `first` on, and writes a byte after each that is durable. `first` may be posted already.
  void post_from(const std::string& name, std::uint64_t first, int acknowledgements) {
    Ledger ledger = open(name);
    for (std::uint64_t batch = first; batch < kBatches; ++batch) {
      now_ms_ = kStart_ms + static_cast<std::int64_t>(batch) * 1000;
      const auto report = ledger.post(batch_transfers(batch));
      if (!report || !report->refused.empty()) ::_exit(1);
      const char done = 1;
      if (acknowledgements >= 0 && ::write(acknowledgements, &done, 1) != 1) ::_exit(1);
    }
  }

  void create(const std::string& name) {
    now_ms_ = kStart_ms;
    Ledger ledger = open(name);
    for (int i = 0; i < kAccounts; ++i) account(ledger, "account " + std::to_string(i));
  }

  // Lets a child post, kills it some time after it has acknowledged `batches` batches, and gives how many those were.
  std::uint64_t post_and_kill(const std::string& name, std::uint64_t first, std::uint64_t batches,
                              std::chrono::microseconds delay) {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      post_from(name, first, ends[1]);
      ::_exit(0);
    }
    ::close(ends[1]);
    std::uint64_t acknowledged = 0;
    char done = 0;
    while (acknowledged < batches && ::read(ends[0], &done, 1) == 1) ++acknowledged;
    std::this_thread::sleep_for(delay);
    ::kill(child, SIGKILL);
    while (::read(ends[0], &done, 1) == 1) ++acknowledged;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "exit status " << WEXITSTATUS(status);
    return acknowledged;
  }

  static std::uint64_t posted_transfers(const LedgerCheck& check, Ledger& ledger) {
    std::uint64_t expired = 0;
    EXPECT_TRUE(ledger
                    .each_transfer(1,
                                   [&](const JournalEntry& entry) {
                                     if (entry.transfer.kind == TransferKind::kExpirePending) ++expired;
                                     return true;
                                   })
                    .ok());
    return static_cast<std::uint64_t>(check.transfers) - expired;
  }
};

TEST_F(Kill, LosesAndDoublesNothing) {
  create("undisturbed.db");
  const auto begun = std::chrono::steady_clock::now();
  post_from("undisturbed.db", 0, -1);
  const auto batch_us =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count() /
      static_cast<std::int64_t>(kBatches);
  Ledger undisturbed = open("undisturbed.db");
  const LedgerHead expected = undisturbed.head().value();

  create("killed.db");
  std::mt19937_64 random(20261125);
  std::uint64_t durable = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    SCOPED_TRACE("kill " + std::to_string(kill));
    // The batch before the first missing one is posted again, as after a lost acknowledgement.
    const std::uint64_t first = durable > 0 ? durable - 1 : 0;
    const std::chrono::microseconds delay(
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(batch_us + 1)));
    const std::uint64_t acknowledged = first + post_and_kill("killed.db", first, random() % 6, delay);
    Ledger ledger = open("killed.db");
    const auto check = ledger.check();
    ASSERT_TRUE(check.ok()) << check.error().message;
    ASSERT_THAT(check->problems, ::testing::IsEmpty()) << problems(ledger);
    const std::uint64_t transfers = posted_transfers(*check, ledger);
    ASSERT_EQ(transfers % kBatchTransfers, 0U) << "a batch is in the journal in part";
    durable = transfers / kBatchTransfers;
    ASSERT_GE(durable, acknowledged);
    ASSERT_LE(durable, acknowledged + 1);
    ASSERT_LT(durable, kBatches);
  }
  post_from("killed.db", durable, -1);
  Ledger killed = open("killed.db");
  EXPECT_EQ(problems(killed), "");
  EXPECT_EQ(killed.head().value(), expected);
  EXPECT_EQ(posted_transfers(killed.check().value(), killed), kBatches * kBatchTransfers);
  EXPECT_EQ(replay(killed, "replayed.db"), expected.hash);
}

}  // namespace
}  // namespace tributary::ledger
