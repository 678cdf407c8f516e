// The ledger verbs as people use them: check and show, on a sound and on a damaged ledger.
#include <fstream>

#include "db/connection.h"
#include "ledger/ledger.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::int64_t kTime_ms = 1'790'380'800'000;  // 2026-09-26 00:00 UTC

class LedgerVerbs : public WorkspaceFixture {
 protected:
  std::filesystem::path ledger_file() const { return workspace() / "ledger.db"; }

  Outcome ledger_verb(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"-w", workspace().string(), "ledger"});
    return run_program(arguments);
  }

  void post_some() const {
    std::filesystem::create_directories(workspace());
    auto opened = ledger::Ledger::open(ledger_file(), db::Connection::Mode::kCreate, [] { return kTime_ms; });
    const Currency euro = currency_of("EUR").value();
    const auto ids = opened->open_accounts(
        std::vector<NewAccount>{{"pool 2026", euro, AccountKind::kPool},
                                {"Anna \x1b[31m", euro, AccountKind::kParty, BalanceLimit::kNoOverdraft}});
    Transfer transfer;
    transfer.id = transfer_id("usage.tsv", 1);
    transfer.debit = ids->at(0);
    transfer.credit = ids->at(1);
    transfer.amount_minor = 123'456;
    transfer.currency = euro;
    transfer.reference = "usage.tsv:17";
    Transfer held = transfer;
    held.id = transfer_id("usage.tsv", 2);
    held.kind = TransferKind::kPending;
    held.amount_minor = 5;
    ASSERT_EQ(opened->post(std::vector{transfer, held})->posted, 2);
  }
};

TEST_F(LedgerVerbs, CheckSaysWhatAddsUp) {
  post_some();
  const Outcome text = ledger_verb({"check"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("Checked 2 accounts and 2 transfers, 1 hold open: sound.\n"
                                  "  EUR: debits 1234.56 EUR, credits 1234.56 EUR, held 0.05 EUR\n"
                                  "The journal has 4 entries, hash "));
  const Outcome outcome = ledger_verb({"check", "--json"});
  const auto lines = json_lines(outcome.out);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0]["schema"], "tributary.ledger-check/1");
  EXPECT_EQ(lines[0]["totals"][0]["balance_minor"]["debits_posted"], 123'456);
  EXPECT_EQ(lines[0]["entries"], 4);
  // Depends on nothing but what was posted, and when: the example of docs/formats/ledger.md computes it.
  EXPECT_EQ(lines[0]["hash"], "510d50b2d95e7a0c6f2b15150b4809aa3b9fde696b1e96dae99073ac6c537685");
}

TEST_F(LedgerVerbs, CheckNamesTheRowThatWasChanged) {
  post_some();
  {
    auto connection = db::Connection::open(ledger_file(), db::Connection::Mode::kExisting);
    ASSERT_TRUE(connection
                    ->execute("DROP TRIGGER transfer_is_never_changed;"
                              "UPDATE transfer SET amount_minor = 223456 WHERE entry = 3")
                    .ok());
  }
  const Outcome text = ledger_verb({"check"});
  EXPECT_EQ(text.exit_code, 1);
  EXPECT_THAT(text.out, HasSubstr("trigger transfer_is_never_changed: is missing or was changed\n"));
  EXPECT_THAT(text.out, HasSubstr("  transfer 3 ("));
  EXPECT_THAT(text.out, HasSubstr("was changed: its hash does not fit what it says"));
  const Outcome outcome = ledger_verb({"check", "--json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(json_lines(outcome.out).at(0)["problems"], SizeIs(4));
}

TEST_F(LedgerVerbs, CheckRefusesWhatIsNoLedger) {
  const Outcome none = ledger_verb({"check"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.err, HasSubstr("holds no ledger"));
  std::filesystem::create_directories(workspace());
  std::ofstream(ledger_file()) << std::string(5000, 'x');
  EXPECT_THAT(ledger_verb({"check"}).err, HasSubstr("ledger.db: is not an SQLite database"));
  std::ofstream(ledger_file(), std::ios::trunc).flush();
  EXPECT_THAT(ledger_verb({"show"}).err, HasSubstr("ledger.db: is empty: there is no ledger in it"));
}

TEST_F(LedgerVerbs, ShowListsAccountsAndTransfers) {
  post_some();
  const Outcome table = ledger_verb({"show"});
  EXPECT_EQ(table.exit_code, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("Anna \\x1b[31m"));
  EXPECT_THAT(table.out, HasSubstr("1234.56 EUR Cr"));
  EXPECT_THAT(table.out, HasSubstr("2 accounts\n"));
  const Outcome sheet = ledger_verb({"show", "pool 2026", "--last", "1"});
  EXPECT_THAT(sheet.out, HasSubstr("limit     none\nopened    2026-09-26 00:00 UTC\nbalance   1234.56 EUR Dr\n"));
  EXPECT_THAT(sheet.out, HasSubstr("2026-09-26 00:00  pending                0.05 EUR Dr  2         usage.tsv:17"));
  const auto lines = json_lines(ledger_verb({"show", "--json", "2"}).out);
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[0]["schema"], "tributary.account/1");
  EXPECT_EQ(lines[0]["balance_minor"]["credits_pending"], 5);
  EXPECT_EQ(lines[1]["kind"], "pending");
  EXPECT_EQ(lines[2]["amount_minor"], 123'456);
  EXPECT_EQ(lines[2]["id"], to_string(transfer_id("usage.tsv", 1)));
  EXPECT_THAT(json_lines(ledger_verb({"show", "--json"}).out), SizeIs(2));
  const Outcome unknown = ledger_verb({"show", "nobody"});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("nobody: the ledger holds no such account"));
}

}  // namespace
}  // namespace tributary::testing
