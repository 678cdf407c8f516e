// Amounts finer than a minor unit: added up exactly, each event once, and checked like the rest of the journal.
#include <limits>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/connection.h"
#include "ledger/test_ledger.h"

namespace tributary::ledger {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kWhole = 1'000'000'000;

class AccrualTest : public ::testing::Test, protected LedgerFolder {
 protected:
  static NewAccount party(const std::string& name) { return {name, euro(), AccountKind::kParty, BalanceLimit::kNone}; }

  static Accrual accrual(const std::string& event, std::vector<AccrualPart> parts) {
    Accrual made;
    made.event = event;
    made.content_sha256.fill(7);
    made.source = {"clearing", euro(), AccountKind::kClearing, BalanceLimit::kNone};
    made.parts = std::move(parts);
    made.code = 6;
    made.reference = "because of " + event;
    return made;
  }

  static std::string refusal(Ledger& ledger, const Accrual& refused) {
    const std::string hash = ledger.head()->hash;
    const auto report = ledger.accrue(refused);
    EXPECT_EQ(ledger.head()->hash, hash);
    return report ? "accrued" : report.error().message;
  }

  static std::int64_t credited(Ledger& ledger, const std::string& name) {
    const auto account = ledger.find_account("EUR", name).value();
    return account ? account->balance.credits_posted : 0;
  }
};

TEST_F(AccrualTest, AddsUpExactlyInWhateverPortions) {
  std::mt19937_64 random(20261126);
  Ledger ledger = open();
  std::map<std::string, std::int64_t> billionths;
  std::int64_t transfers = 0;
  for (int event = 0; event < 400; ++event) {
    std::vector<AccrualPart> parts;
    for (int account = 0; account < 6; ++account) {
      if (random() % 3 == 0) continue;
      const std::string name = "party " + std::to_string(account);
      const AccrualPart part{party(name), static_cast<std::int64_t>(random() % 3),
                             static_cast<std::int64_t>(random() % kWhole)};
      billionths[name] += part.minor * kWhole + part.billionths;
      parts.push_back(part);
    }
    std::shuffle(parts.begin(), parts.end(), random);
    const auto report = ledger.accrue(accrual("event " + std::to_string(event), parts));
    ASSERT_TRUE(report.ok()) << report.error().message;
    transfers += report->transfers;
    if (event % 100 == 99) {
      ASSERT_TRUE(ledger.tidy().ok());
      ledger = open();
    }
    for (const auto& [name, sum] : billionths) ASSERT_EQ(credited(ledger, name), sum / kWhole) << name;
  }
  const auto check = ledger.check();
  EXPECT_TRUE(check->problems.empty()) << check->problems.front().place << ": " << check->problems.front().reason;
  EXPECT_EQ(check->accruals, 400);
  EXPECT_EQ(check->transfers, transfers);
}

TEST_F(AccrualTest, DoesNotDependOnTheOrderOfTheParts) {
  std::vector<AccrualPart> parts{{party("a"), 1, 5}, {party("b"), 0, 7}, {party("c"), 3, 0}};
  Ledger one = open("one.db");
  Ledger other = open("other.db");
  for (Ledger* ledger : {&one, &other})
    for (const AccrualPart& part : parts) account(*ledger, part.account.name);
  ASSERT_TRUE(one.accrue(accrual("e", parts)).ok());
  std::reverse(parts.begin(), parts.end());
  ASSERT_TRUE(other.accrue(accrual("e", parts)).ok());
  EXPECT_EQ(one.head()->hash, other.head()->hash);
}

TEST_F(AccrualTest, TakesAnEventOnce) {
  Ledger ledger = open();
  const Accrual once = accrual("e", {{party("anna"), 2, 500'000'000}});
  EXPECT_EQ(ledger.accrue(once)->transfers, 1);
  const std::string hash = ledger.head()->hash;
  EXPECT_TRUE(ledger.accrue(once)->repeated);
  Ledger again = open();
  EXPECT_TRUE(again.accrue(once)->repeated);
  Accrual other = once;
  other.content_sha256.fill(8);
  EXPECT_EQ(refusal(again, other), "event \"e\": it was accrued before with other content");
  EXPECT_EQ(again.head()->hash, hash);
  EXPECT_EQ(*again.find_accrual("e").value(), once.content_sha256);
  EXPECT_FALSE(again.find_accrual("f")->has_value());
}

TEST_F(AccrualTest, RefusesWhatIsNoAccrual) {
  Ledger ledger = open();
  EXPECT_THAT(refusal(ledger, accrual("", {})), HasSubstr("an event has 1 to 250 bytes"));
  EXPECT_THAT(refusal(ledger, accrual(std::string(251, 'e'), {})), HasSubstr("an event has 1 to 250 bytes"));
  Accrual wordy = accrual("e", {});
  wordy.reference = std::string(1001, 'x');
  EXPECT_THAT(refusal(ledger, wordy), HasSubstr("its reference is longer than 1000 bytes"));
  EXPECT_THAT(refusal(ledger, accrual("e", {{party("anna"), 1, 0}, {party("anna"), 1, 0}})),
              HasSubstr("it names account \"anna\" twice"));
  EXPECT_THAT(refusal(ledger, accrual("e", {{party("clearing"), 1, 0}})),
              HasSubstr("it names account \"clearing\" twice"));
  EXPECT_THAT(refusal(ledger, accrual("e", {{{"yuki", yen()}, 1, 0}})), HasSubstr("is in another currency"));
  EXPECT_THAT(refusal(ledger, accrual("e", {{party(""), 1, 0}})), HasSubstr("a name has 1 to 200 bytes"));
  for (const auto& [minor, billionths] : {std::pair{-1L, 0L}, {0L, -1L}, {0L, kWhole}})
    EXPECT_THAT(refusal(ledger, accrual("e", {{party("anna"), minor, billionths}})), HasSubstr("are no amount"));
  EXPECT_EQ(problems(ledger), "");
}

TEST_F(AccrualTest, LeavesNothingOfWhatDoesNotFit) {
  Ledger ledger = open();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  ASSERT_TRUE(ledger.accrue(accrual("e1", {{party("anna"), 0, 999'999'999}})).ok());
  EXPECT_THAT(refusal(ledger, accrual("e2", {{party("anna"), kMost, 1}})), HasSubstr("event \"e2\": "));
  ASSERT_TRUE(ledger.accrue(accrual("e3", {{party("anna"), kMost - 5, 0}})).ok());
  EXPECT_THAT(refusal(ledger, accrual("e4", {{party("bert"), 1, 0}, {party("anna"), 6, 0}})),
              HasSubstr("a balance of its accounts would not fit 64 bits"));
  EXPECT_EQ(ledger.accrue(accrual("e5", {{party("anna"), 0, 1}}))->transfers, 1);
  EXPECT_EQ(problems(ledger), "");
}

TEST_F(AccrualTest, KeepsToTheLimitOfItsSource) {
  Ledger ledger = open();
  const AccountId pool = account(ledger, "pool", AccountKind::kPool, BalanceLimit::kNoOverdraft);
  const AccountId bank = account(ledger, "bank", AccountKind::kClearing);
  Accrual from_pool = accrual("e", {{party("anna"), 10, 0}});
  from_pool.source = {"pool", euro(), AccountKind::kPool, BalanceLimit::kNoOverdraft};
  EXPECT_THAT(refusal(ledger, from_pool), HasSubstr("would be overdrawn"));
  // Money that a hold has kept counts again as soon as the hold has run out.
  post(ledger, {transfer(1, bank, pool, 10), hold(2, pool, bank, 10, 60)});
  EXPECT_THAT(refusal(ledger, from_pool), HasSubstr("would be overdrawn"));
  now_ms_ += 60'000;
  EXPECT_EQ(ledger.accrue(from_pool)->transfers, 1);
  EXPECT_EQ(problems(ledger), "");
}

TEST_F(AccrualTest, RefusesAnEventWhoseTransferIsThere) {
  Ledger ledger = open();
  const AccountId clearing = account(ledger, "clearing", AccountKind::kClearing);
  Transfer forestalled = transfer(1, clearing, account(ledger, "anna"), 2);
  forestalled.id = transfer_id("e", 1);
  forestalled.code = 6;
  forestalled.reference = "because of e";
  post(ledger, {forestalled});
  EXPECT_THAT(refusal(ledger, accrual("e", {{party("anna"), 2, 0}})), HasSubstr("was posted before without it"));
  EXPECT_THAT(refusal(ledger, accrual("e", {{party("anna"), 3, 0}})), HasSubstr("has the same id and other content"));
  EXPECT_EQ(problems(ledger), "");
}

TEST_F(AccrualTest, CannotBeChangedByPlainSql) {
  { ASSERT_TRUE(open().accrue(accrual("e", {{party("anna"), 2, 5}})).ok()); }
  auto connection = db::Connection::open(file(), db::Connection::Mode::kExisting);
  for (const char* statement : {"UPDATE accrual SET event = 'f'", "DELETE FROM accrual",
                                "UPDATE accrual_part SET minor = 3", "DELETE FROM accrual_part"})
    EXPECT_THAT(connection->execute(statement).error().message, HasSubstr("accrual is never")) << statement;
}

// Entries: accounts 1 clearing, 2 anna, 3 bert; 4 an accrual of 2.5 cents for Anna and 0.25 for Bert, 5 its transfer;
// 6 an accrual of 0.5 cents for Anna, 7 its transfer; 8 account carl; 9 an accrual without a transfer.
class AccrualDamage : public AccrualTest {
 protected:
  AccrualDamage() {
    Ledger ledger = open();
    for (const char* name : {"clearing", "anna", "bert"})
      account(ledger, name, name == std::string("clearing") ? AccountKind::kClearing : AccountKind::kParty);
    EXPECT_TRUE(ledger.accrue(accrual("e1", {{party("anna"), 2, 500'000'000}, {party("bert"), 0, 250'000'000}})).ok());
    EXPECT_TRUE(ledger.accrue(accrual("e2", {{party("anna"), 0, 500'000'000}})).ok());
    EXPECT_TRUE(ledger.accrue(accrual("e3", {{party("carl"), 0, 1}})).ok());
    EXPECT_EQ(problems(ledger), "");
  }

  std::string found_after(const std::string& statements) {
    std::filesystem::copy_file(file(), file("damaged.db"), std::filesystem::copy_options::overwrite_existing);
    {
      auto connection = db::Connection::open(file("damaged.db"), db::Connection::Mode::kExisting);
      const auto done = connection->execute(
          ("PRAGMA ignore_check_constraints = ON; DROP TRIGGER accrual_is_never_changed; DROP TRIGGER "
           "accrual_is_never_deleted; DROP TRIGGER accrual_part_is_never_changed; DROP TRIGGER "
           "accrual_part_is_never_deleted; DROP TRIGGER transfer_is_never_deleted; DROP TRIGGER "
           "transfer_is_never_changed; " +
           statements)
              .c_str());
      EXPECT_TRUE(done.ok()) << statements << ": " << done.error().message;
    }
    Ledger ledger = open("damaged.db");
    return problems(ledger);
  }
};

TEST_F(AccrualDamage, OfEveryColumnIsFoundInItsRow) {
  const std::string sound = found_after("");  // but for the triggers
  EXPECT_THAT(sound, HasSubstr("trigger accrual_is_never_changed: is missing"));
  EXPECT_THAT(sound, Not(HasSubstr("accrual 4")));
  for (const char* column : {"event = 'e9'", "content = randomblob(32)", "content = x'00'", "source = 2", "source = 77",
                             "time_ms = time_ms + 1", "time_ms = 0", "chain = randomblob(32)", "chain = x''"})
    EXPECT_THAT(found_after(std::string("UPDATE accrual SET ") + column + " WHERE entry = 4"), HasSubstr("accrual 4"))
        << column;
  for (const char* column : {"minor = 3", "minor = -1", "billionths = 1", "billionths = -1", "billionths = 1000000000",
                             "account = 1", "account = 99", "minor = 9223372036854775807"})
    EXPECT_THAT(found_after(std::string("UPDATE accrual_part SET ") + column + " WHERE entry = 4 AND account = 2"),
                HasSubstr("accrual 4"))
        << column;
}

TEST_F(AccrualDamage, ByLostAndAddedRowsIsFound) {
  EXPECT_THAT(found_after("DELETE FROM accrual WHERE entry = 4"), HasSubstr("entry 4: is missing"));
  EXPECT_THAT(found_after("DELETE FROM accrual WHERE entry = 4"), HasSubstr("accrual_part: has 4 rows, and 2 belong"));
  EXPECT_THAT(found_after("DELETE FROM accrual WHERE entry = 9"), HasSubstr("head: counts 9 entries"));
  EXPECT_THAT(found_after("DELETE FROM accrual_part WHERE entry = 6"), HasSubstr("accrual 6 (e2): was changed"));
  EXPECT_THAT(found_after("INSERT INTO accrual_part VALUES (77, 2, 0, 1)"),
              HasSubstr("accrual_part: has 5 rows, and 4 belong to accruals"));
  EXPECT_THAT(found_after("INSERT INTO accrual SELECT 3, 'e9', content, source, time_ms, chain FROM accrual LIMIT 1"),
              HasSubstr("accrual 3 (e9): its number belongs to two entries"));
}

TEST_F(AccrualDamage, OfItsTransfersIsFound) {
  EXPECT_THAT(found_after("DELETE FROM transfer WHERE entry = 5"),
              HasSubstr("accrual 4 (e1): lacks 1 of its transfers"));
  EXPECT_THAT(found_after("UPDATE transfer SET amount_minor = 3 WHERE entry = 5"),
              HasSubstr("is not the transfer of 0.02 EUR from account 1 to 2 that accrual 4 (e1) makes due"));
  EXPECT_THAT(found_after("UPDATE transfer SET credit = 3 WHERE entry = 7"),
              HasSubstr("that accrual 6 (e2) makes due"));
  EXPECT_THAT(found_after("DELETE FROM transfer WHERE entry = 7"),
              HasSubstr("accrual 6 (e2): lacks 1 of its transfers"));
}

TEST_F(AccrualDamage, OfFractionsIsFound) {
  EXPECT_THAT(found_after("UPDATE fraction SET billionths = 1 WHERE account = 3"),
              HasSubstr("fraction of account 3: is stored as 1 billionths; the journal gives 250000000"));
  EXPECT_THAT(found_after("DELETE FROM fraction WHERE account = 3"),
              HasSubstr("fraction of account 3: is stored as 0 billionths; the journal gives 250000000"));
  EXPECT_THAT(found_after("INSERT INTO fraction VALUES (1, 5)"),
              HasSubstr("fraction of account 1: is stored as 5 billionths; the journal gives 0"));
  EXPECT_THAT(found_after("UPDATE fraction SET billionths = 4 WHERE account = 2"),
              HasSubstr("fraction of account 2: is stored as 4 billionths; the journal gives 0"));
}

TEST_F(AccrualDamage, OfAnEventIsAnErrorThatNamesItsRow) {
  found_after("UPDATE accrual SET content = x'00' WHERE entry = 4");
  Ledger ledger = open("damaged.db");
  EXPECT_THAT(refusal(ledger, accrual("e1", {})),
              HasSubstr("damaged.db: accrual 4: the hash of its content is malformed"));
}

TEST_F(AccrualDamage, ByLostTablesIsAnErrorThatNamesTheFile) {
  for (const char* table : {"accrual", "accrual_part", "fraction"}) {
    std::filesystem::copy_file(file(), file("damaged.db"), std::filesystem::copy_options::overwrite_existing);
    Ledger ledger = open("damaged.db");
    {
      auto connection = db::Connection::open(file("damaged.db"), db::Connection::Mode::kExisting);
      ASSERT_TRUE(connection->execute((std::string("DROP TABLE ") + table).c_str()).ok());
    }
    const auto report = ledger.accrue(accrual("e9", {{party("anna"), 0, 1}}));
    ASSERT_FALSE(report.ok()) << table;
    EXPECT_THAT(report.error().message, HasSubstr("damaged.db"));
    EXPECT_THAT(problems(ledger), HasSubstr(std::string("table ") + table + ": is missing"));
  }
}

TEST_F(AccrualTest, JoinsALedgerOfTheFirstVersion) {
  std::string hash;
  {
    Ledger ledger = open();
    post(ledger, {transfer(1, account(ledger, "bank"), account(ledger, "anna"), 5)});
    hash = ledger.head()->hash;
  }
  {
    auto older = db::Connection::open(file(), db::Connection::Mode::kExisting);
    ASSERT_TRUE(
        older->execute("DROP TABLE accrual; DROP TABLE accrual_part; DROP TABLE fraction; PRAGMA user_version = 1")
            .ok());
  }
  Ledger ledger = open();
  EXPECT_EQ(ledger.head()->hash, hash);
  EXPECT_EQ(ledger.accrue(accrual("e", {{party("anna"), 2, 5}}))->transfers, 1);
  EXPECT_EQ(problems(ledger), "");
}

}  // namespace
}  // namespace tributary::ledger
