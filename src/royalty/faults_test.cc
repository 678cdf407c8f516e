// Whichever statement fails, between settlement, ledger, disputes, usage and statements nothing is lost or done twice,
// and doing the same again completes it.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/testing/faults.h"
#include "royalty/disputes.h"
#include "royalty/posting.h"
#include "royalty/statement_store.h"
#include "royalty/test_books.h"
#include "royalty/test_usage.h"
#include "royalty/usage_store.h"

namespace tributary::royalty {
namespace {

using ::testing::HasSubstr;

class RoyaltyFaults : public ::testing::Test, protected Books {
 protected:
  void forget(const std::string& database) const {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(folder_ / (database + end));
  }

  Result<void> settle_and_dispute() {
    constexpr auto kCreate = db::Connection::Mode::kCreate;
    now_ms_ = kStart_ms;
    const base::Clock now = clock();
    TRIBUTARY_ASSIGN(auto ledger, ledger::Ledger::open(folder_ / "ledger.db", kCreate, now));
    TRIBUTARY_ASSIGN(auto settlements, Register::open(folder_ / "settlements.db", kCreate));
    TRIBUTARY_TRY(post(small_allocation(), 30, settlements, ledger, now));
    Disputes disputes(settlements, ledger, now);
    TRIBUTARY_TRY(disputes.complete());
    const auto request = [](const char* id, const char* asset) {
      return DisputeRequest{id, "2026-Q1", "Anna", Right::kMaster, euro(), asset, std::nullopt, 14};
    };
    // What an earlier attempt got done is not done again.
    const auto once = [](const Result<Dispute>& dispute) -> Result<void> {
      if (dispute || dispute.error().code == ErrorCode::kConflict) return {};
      return dispute.error();
    };
    const DisputeStatement claim{DisputeRole::kClaimant, "Cem", "mine"};
    const DisputeStatement ruling{DisputeRole::kArbiter, "Dora", "contract"};
    TRIBUTARY_TRY(once(disputes.open(request("d1", "r2"), claim)));
    TRIBUTARY_TRY(once(disputes.lose("d1", ruling, "Cem")));
    now_ms_ += 30 * kOneDay_ms;
    TRIBUTARY_TRY(release(settlements, ledger, now));
    TRIBUTARY_TRY(once(disputes.open(request("d2", "r1"), claim)));
    now_ms_ += 30 * kOneDay_ms;
    TRIBUTARY_TRY(disputes.lapse());
    TRIBUTARY_TRY(disputes.list());
    TRIBUTARY_TRY(settlements.settlements());
    return {};
  }

  static std::string balances(ledger::Ledger& ledger) {
    std::string text = problems(ledger);
    for (const char* name :
         {"party/Anna", "party/Bea", "party/Cem", "unattributed", "disputed", "settlement/2026-Q1", "clearing"})
      text += std::string(name) + " " + std::to_string(posted(ledger, name)) + " " +
              std::to_string(pending(ledger, name)) + "\n";
    return text;
  }

  Result<std::string> keep_usage() {
    constexpr auto kCreate = db::Connection::Mode::kCreate;
    TRIBUTARY_ASSIGN(auto store, UsageStore::open(folder_ / "usage.db", kCreate, clock()));
    for (const char* report : {"report.csv", "report.tsv", "report.csv"})
      TRIBUTARY_TRY(store.import(folder_ / report, folder_ / "refused"));
    TRIBUTARY_ASSIGN(const auto reports, store.reports());
    std::string text = std::to_string(reports.size()) + "\n";
    const auto visit = [&](const UsageLine& line) -> Result<void> {
      text += line.usage_id + " " + line.track_id + " " + std::to_string(line.uses) + "\n";
      return {};
    };
    const Day first = parse_day("2020-01-01").value();
    const Day last = parse_day("2030-12-31").value();
    for (const char* settlement : {"one", "two"}) {
      TRIBUTARY_ASSIGN(const TakenLines taken, store.each_line_of(settlement, first, last, false, visit));
      TRIBUTARY_TRY(store.mark_settled(settlement, taken.ranges, false));
      text += std::to_string(taken.left_out) + "\n";
    }
    TRIBUTARY_TRY(store.forget_settled("two"));
    TRIBUTARY_TRY(store.each_track([&](std::string_view track_id, std::string_view) -> Result<void> {
      text += std::string(track_id) + "\n";
      return {};
    }));
    return text;
  }

  Result<std::string> keep_statements() {
    TRIBUTARY_ASSIGN(auto store, StatementStore::open(folder_ / "statements.db", db::Connection::Mode::kCreate));
    const Policy policy = simple_policy();
    HeldRights rights;
    rights.own(Right::kMaster, "r1", "Anna");
    for (int i = 0; i < 2; ++i) {
      Settlement settlement(policy, {"2026-Q1", {20'030}, std::nullopt});
      TRIBUTARY_TRY(settlement.add(attribution("t1", {share("recording", "r1", "w1", 500'000)})));
      TRIBUTARY_TRY(settlement.add(usage("u:1", "t1", 10, 1'000)));
      TRIBUTARY_ASSIGN(auto recording, store.record());
      TRIBUTARY_ASSIGN(const Allocation allocation, settlement.allocate(rights, recording.sink()));
      TRIBUTARY_TRY(recording.keep(allocation));
    }
    TRIBUTARY_ASSIGN(const auto kept, store.statements(""));
    std::string text;
    for (const StatementSummary& summary : kept) {
      TRIBUTARY_ASSIGN(const RoyaltyStatement statement, store.read(summary.key));
      text +=
          std::to_string(statement.lines.size()) + " " + std::to_string(statement.totals.front().amount_minor) + "\n";
    }
    return text;
  }

  // Runs into every fault of `attempt`, which opens these databases, and after each does the same again.
  void expect_the_same_again(
      const std::vector<std::string>& databases, const std::function<Result<std::string>()>& attempt,
      const std::function<std::string()>& state = [] { return std::string(); }) {
    const auto sound = attempt();
    ASSERT_TRUE(sound.ok()) << sound.error().message;
    const std::string sound_state = state();
    Result<std::string> done = std::string();
    const std::int64_t faults = db::testing::with_every_fault(
        [&] {
          for (const std::string& database : databases) forget(database);
        },
        [&] { done = attempt(); },
        [&](std::int64_t statement) {
          if (done)
            EXPECT_EQ(*done, *sound) << "statement " << statement;
          else
            EXPECT_THAT(done.error().message, HasSubstr(".db")) << "statement " << statement;
          const auto repeated = attempt();
          ASSERT_TRUE(repeated.ok()) << "statement " << statement << ": " << repeated.error().message;
          EXPECT_EQ(*repeated, *sound) << "statement " << statement;
          EXPECT_EQ(state(), sound_state) << "statement " << statement;
        });
    EXPECT_GT(faults, 20);
  }
};

TEST_F(RoyaltyFaults, BetweenSettlementAndDisputesLoseNothing) {
  const auto attempt = [this]() -> Result<std::string> {
    TRIBUTARY_TRY(settle_and_dispute());
    return std::string();
  };
  expect_the_same_again({"ledger.db", "settlements.db"}, attempt, [this] {
    ledger::Ledger after = ledger();
    return balances(after);
  });
}

TEST_F(RoyaltyFaults, OfUsageKeepAllOfAReportOrNothing) {
  std::ofstream(folder_ / "report.csv") << "track_id,territory,period_start,period_end,uses,revenue,currency\n"
                                           "t1,DE,2026-01-01,2026-01-31,5,1.00,EUR\n"
                                           "t2,XX,2026-01-01,2026-01-31,5,1.00,EUR\n"
                                           "t3,FR,2026-01-01,2026-01-31,5,,\n";
  std::ofstream(folder_ / "report.tsv") << small_dsr();
  expect_the_same_again({"usage.db"}, [this] { return keep_usage(); });
}

TEST_F(RoyaltyFaults, OfStatementsKeepAllOrNothing) {
  expect_the_same_again({"statements.db"}, [this] { return keep_statements(); });
}

}  // namespace
}  // namespace tributary::royalty
