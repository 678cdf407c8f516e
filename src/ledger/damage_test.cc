// What is done to a ledger behind its back is found, and named.
#include <fstream>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/connection.h"
#include "ledger/test_ledger.h"

namespace tributary::ledger {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kWithoutTriggers =
    "DROP TRIGGER transfer_is_never_changed; DROP TRIGGER transfer_is_never_deleted;"
    "DROP TRIGGER account_is_never_changed; DROP TRIGGER account_is_never_deleted;"
    "DROP TRIGGER exchange_is_never_changed; DROP TRIGGER exchange_is_never_deleted;"
    "PRAGMA ignore_check_constraints = ON;";
// As the schema has them, so that only the damage is left to be found.
constexpr const char* kTriggers[] = {
    "CREATE TRIGGER account_is_never_changed BEFORE UPDATE ON account\n"
    "BEGIN SELECT RAISE(ABORT, 'an account is never changed'); END",
    "CREATE TRIGGER account_is_never_deleted BEFORE DELETE ON account\n"
    "BEGIN SELECT RAISE(ABORT, 'an account is never deleted'); END",
    "CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer\n"
    "BEGIN SELECT RAISE(ABORT, 'a transfer is never changed: a reversal corrects it'); END",
    "CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer\n"
    "BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted: a reversal corrects it'); END",
    "CREATE TRIGGER exchange_is_never_changed BEFORE UPDATE ON exchange\n"
    "BEGIN SELECT RAISE(ABORT, 'an exchange is never changed'); END",
    "CREATE TRIGGER exchange_is_never_deleted BEFORE DELETE ON exchange\n"
    "BEGIN SELECT RAISE(ABORT, 'an exchange is never deleted'); END"};

// Entries: accounts 1 pool, 2 anna, 3 bert, 4 and 5 clearing, 6 yuki; 7 a transfer, 8 an open and 9 a posted hold,
// 10 its post, 11 a reversal, 12 and 13 an exchange, 14 on transfers.
class Damage : public ::testing::Test, protected LedgerFolder {
 protected:
  Damage() {
    Ledger ledger = open();
    const AccountId pool = account(ledger, "pool", AccountKind::kPool);
    const AccountId anna = account(ledger, "anna", AccountKind::kParty, BalanceLimit::kNoOverdraft);
    const AccountId bert = account(ledger, "bert");
    const AccountId euros = account(ledger, "clearing", AccountKind::kClearing);
    const AccountId yens = account(ledger, "clearing", AccountKind::kClearing, BalanceLimit::kNone, yen());
    const AccountId yuki = account(ledger, "yuki", AccountKind::kParty, BalanceLimit::kNone, yen());
    Transfer out = linked(transfer(6, pool, euros, 10'000));
    out.kind = TransferKind::kExchangeOut;
    out.rate = {16'137, 100};
    out.rate_source = "ECB 2026-11-25";
    Transfer in = transfer(7, yens, yuki, 16'137, yen());
    in.kind = TransferKind::kExchangeIn;
    in.target = out.id;
    post(ledger, {transfer(1, pool, anna, 500), hold(2, pool, bert, 40, 1000), hold(3, anna, bert, 90),
                  settle(4, TransferKind::kPostPending, 3, 80), settle(5, TransferKind::kReversal, 1, 100), out, in});
    for (std::uint64_t i = 0; i < 30; ++i) post(ledger, {transfer(100 + i, pool, bert, 1)});
    EXPECT_EQ(problems(ledger), "");
  }

  Result<void> sql(const std::string& statements) const {
    TRIBUTARY_ASSIGN(auto connection, db::Connection::open(file(), db::Connection::Mode::kExisting));
    return connection.execute(statements.c_str());
  }

  // Puts the sound file aside and back.
  std::string found_after(const std::string& statements) {
    EXPECT_TRUE(sql("PRAGMA wal_checkpoint(TRUNCATE)").ok() || true);
    std::filesystem::copy_file(file(), file("sound.db"), std::filesystem::copy_options::overwrite_existing);
    std::string restore;
    for (const char* trigger : kTriggers) restore += std::string(trigger) + ";";
    const auto done = sql(kWithoutTriggers + statements + ";" + restore);
    EXPECT_TRUE(done.ok()) << statements << ": " << done.error().message;
    std::string found;
    {
      Ledger ledger = open();
      found = problems(ledger);
    }
    std::filesystem::remove(file("ledger.db-wal"));
    std::filesystem::remove(file("ledger.db-shm"));
    std::filesystem::copy_file(file("sound.db"), file(), std::filesystem::copy_options::overwrite_existing);
    return found;
  }
};

TEST_F(Damage, CannotBeDoneByPlainSql) {
  for (const char* statement :
       {"UPDATE transfer SET amount_minor = 1 WHERE entry = 7", "DELETE FROM transfer WHERE entry = 43",
        "UPDATE account SET name = 'mallory' WHERE entry = 2", "DELETE FROM account", "DELETE FROM exchange",
        "UPDATE exchange SET numerator = 1", "UPDATE OR REPLACE transfer SET reference = ''"}) {
    const auto done = sql(statement);
    ASSERT_FALSE(done.ok()) << statement;
    EXPECT_THAT(done.error().message, AnyOf(HasSubstr("is never changed"), HasSubstr("is never deleted")));
  }
  Ledger ledger = open();
  EXPECT_EQ(problems(ledger), "");
}

TEST_F(Damage, OfEveryColumnOfTheJournalIsFoundInItsRow) {
  for (const char* column :
       {"id = randomblob(16)", "kind = 3", "linked = 1", "debit = 3", "credit = 3", "amount_minor = amount_minor + 1",
        "code = 8", "target = zeroblob(16)", "time_ms = time_ms + 1", "expires_ms = 1", "reference = 'line 2'",
        "chain = randomblob(32)", "id = x'00'", "target = x'00'", "chain = x'00'", "kind = 9", "linked = 2",
        "code = -1"})
    EXPECT_THAT(found_after(std::string("UPDATE transfer SET ") + column + " WHERE entry = 7"), HasSubstr("transfer 7"))
        << column;
  for (const char* column : {"name = 'mallory'", "currency = 'USD'", "exponent = 3", "kind = 2", "balance_limit = 0",
                             "opened_ms = opened_ms + 1", "chain = randomblob(32)", "currency = 'EURO'",
                             "exponent = 19", "kind = 8", "balance_limit = 3", "chain = x''"})
    EXPECT_THAT(found_after(std::string("UPDATE account SET ") + column + " WHERE entry = 2"), HasSubstr("account 2"))
        << column;
  for (const char* column : {"numerator = 16138", "denominator = 10", "source = 'ECB'", "source = ''"})
    EXPECT_THAT(found_after(std::string("UPDATE exchange SET ") + column), HasSubstr("transfer 12 (")) << column;
}

TEST_F(Damage, OfTheFirstRowIsNamedFirst) {
  EXPECT_THAT(found_after("UPDATE transfer SET code = 9 WHERE entry IN (20, 17, 30)"),
              StartsWith("transfer 17 (0000000000000abc0000000000000067): was changed: its hash does not fit"));
  EXPECT_THAT(found_after("DELETE FROM transfer WHERE entry = 17"), StartsWith("entry 17: is missing"));
  EXPECT_THAT(found_after("DELETE FROM transfer WHERE entry BETWEEN 17 AND 19"),
              StartsWith("entries 17 to 19: are missing"));
}

TEST_F(Damage, ByDeletedRowsIsFound) {
  EXPECT_THAT(found_after("DELETE FROM transfer WHERE entry = 43"),
              HasSubstr("head: counts 43 entries, and the journal has 42"));
  EXPECT_THAT(found_after("DELETE FROM transfer"), HasSubstr("head: counts 43 entries, and the journal has 6"));
  EXPECT_THAT(found_after("DELETE FROM account WHERE entry = 6"), StartsWith("entry 6: is missing"));
  EXPECT_THAT(found_after("DELETE FROM account WHERE entry = 6"), HasSubstr("there is no credit account 6"));
  EXPECT_THAT(found_after("DELETE FROM account; DELETE FROM transfer"), HasSubstr("head: counts 43 entries"));
  EXPECT_THAT(found_after("DELETE FROM exchange"), HasSubstr("transfer 12 ("));
  EXPECT_THAT(found_after("DELETE FROM head"), HasSubstr("head: its row is missing"));
  EXPECT_THAT(found_after("DELETE FROM balance WHERE account = 2"), HasSubstr("balance of account 2 (anna)"));
  EXPECT_THAT(found_after("DELETE FROM hold WHERE entry = 8"), HasSubstr("hold 8: is missing"));
  EXPECT_THAT(found_after("DELETE FROM reversal"), HasSubstr("reversal of 7: is missing"));
}

TEST_F(Damage, ByAddedRowsIsFound) {
  EXPECT_THAT(
      found_after("INSERT INTO transfer SELECT 44, randomblob(16), kind, linked, debit, credit, amount_minor, code, "
                  "target, time_ms, expires_ms, reference, chain FROM transfer WHERE entry = 43"),
      StartsWith("transfer 44 ("));
  EXPECT_THAT(
      found_after("INSERT INTO transfer SELECT 2, randomblob(16), kind, linked, debit, credit, amount_minor, code, "
                  "target, time_ms, expires_ms, reference, chain FROM transfer WHERE entry = 43"),
      HasSubstr("belongs to two entries"));
  EXPECT_THAT(found_after("INSERT INTO exchange VALUES (7, 1, 1, '')"), HasSubstr("exchange: has 2 rows for 1"));
  EXPECT_THAT(found_after("INSERT INTO balance VALUES (99, 0, 0, 0, 0)"),
              HasSubstr("balance: has 7 rows for 6 accounts"));
  EXPECT_THAT(found_after("INSERT INTO hold VALUES (7, 0, 0)"), HasSubstr("hold 7: belongs to no pending transfer"));
  EXPECT_THAT(found_after("INSERT INTO reversal VALUES (20, 1)"),
              HasSubstr("reversal of 20: is stored as 1; the journal gives 0"));
}

TEST_F(Damage, OfWhatFollowsFromTheJournalIsFound) {
  EXPECT_THAT(found_after("UPDATE balance SET credits_posted = credits_posted + 1000 WHERE account = 2"),
              HasSubstr("balance of account 2 (anna): is stored as 180 debited, 1500 credited, 0 and 0 pending; the "
                        "journal gives 180 debited, 500 credited"));
  EXPECT_THAT(found_after("UPDATE balance SET debits_pending = 0"), HasSubstr("balance of account 1 (pool)"));
  EXPECT_THAT(found_after("UPDATE hold SET settled_by = 0 WHERE entry = 9"),
              HasSubstr("hold 9: is stored as settled by 0"));
  EXPECT_THAT(found_after("UPDATE hold SET expires_ms = 0 WHERE entry = 8"), HasSubstr("hold 8: is stored as"));
  EXPECT_THAT(found_after("UPDATE reversal SET reversed_minor = 99"), HasSubstr("reversal of 7: is stored as 99"));
  EXPECT_THAT(found_after("UPDATE head SET entries = 42"), HasSubstr("head: counts 42 entries"));
  EXPECT_THAT(found_after("UPDATE head SET chain = randomblob(32)"), HasSubstr("head: does not hold the hash"));
  EXPECT_THAT(found_after("UPDATE head SET time_ms = 5"), HasSubstr("head: does not hold the hash and the time"));
  EXPECT_THAT(found_after("UPDATE head SET chain = x''"), HasSubstr("head: is malformed"));
}

TEST_F(Damage, OfTheSchemaIsFound) {
  EXPECT_THAT(found_after("CREATE TRIGGER mine AFTER INSERT ON transfer BEGIN SELECT 1; END"),
              HasSubstr("trigger mine: does not belong to a ledger"));
  EXPECT_THAT(found_after("DROP VIEW journal; CREATE VIEW journal AS SELECT 1"),
              HasSubstr("view journal: is missing or was changed"));
  EXPECT_THAT(found_after("DROP INDEX hold_by_end"), HasSubstr("index hold_by_end: is missing or was changed"));
  ASSERT_TRUE(sql("DROP TRIGGER transfer_is_never_deleted").ok());
  Ledger ledger = open();
  EXPECT_EQ(problems(ledger), "trigger transfer_is_never_deleted: is missing or was changed\n");
}

// Whoever can compute the chain can also forge it; the rules of bookkeeping hold all the same.
TEST_F(Damage, WithForgedHashesStillHasToKeepTheRules) {
  const auto forged = [&](const char* change) {
    EXPECT_TRUE(sql("PRAGMA wal_checkpoint(TRUNCATE)").ok() || true);
    std::filesystem::copy_file(file(), file("sound.db"), std::filesystem::copy_options::overwrite_existing);
    EXPECT_TRUE(sql(kWithoutTriggers + std::string(change)).ok()) << change;
    {
      auto journal = Journal::open(file(), db::Connection::Mode::kExisting);
      Chain chain(ChainHash{});
      std::vector<std::pair<std::int64_t, ChainHash>> accounts, transfers;
      EXPECT_TRUE(journal
                      ->each_account(1,
                                     [&](Result<StoredAccount> a) {
                                       accounts.emplace_back(a->account.account_id, chain.add(a->account));
                                       return true;
                                     })
                      .ok());
      EXPECT_TRUE(journal
                      ->each_transfer(1,
                                      [&](Result<StoredTransfer> t) {
                                        transfers.emplace_back(t->entry.entry, chain.add(t->entry));
                                        return true;
                                      })
                      .ok());
      const auto rehash = [&](const char* update, const auto& rows) {
        auto statement = journal->connection().prepare(update);
        for (const auto& [entry, hash] : rows)
          EXPECT_TRUE(statement->bind(std::span<const std::uint8_t>(hash), entry).run().ok());
      };
      rehash("UPDATE account SET chain = ? WHERE entry = ?", accounts);
      rehash("UPDATE transfer SET chain = ? WHERE entry = ?", transfers);
      auto head = journal->head().value();
      head.chain = chain.last();
      EXPECT_TRUE(journal->write_head(head).ok());
      for (const char* trigger : kTriggers) EXPECT_TRUE(journal->connection().execute(trigger).ok());
    }
    std::string found;
    {
      Ledger ledger = open();
      found = problems(ledger);
    }
    std::filesystem::remove(file("ledger.db-wal"));
    std::filesystem::remove(file("ledger.db-shm"));
    std::filesystem::copy_file(file("sound.db"), file(), std::filesystem::copy_options::overwrite_existing);
    EXPECT_THAT(found, Not(HasSubstr("hash"))) << change;
    return found;
  };
  EXPECT_EQ(forged("SELECT 1"), "");
  EXPECT_THAT(forged("UPDATE transfer SET amount_minor = 400 WHERE entry = 7"),
              HasSubstr("balance of account 1 (pool)"));
  EXPECT_THAT(forged("UPDATE transfer SET amount_minor = 100 WHERE entry = 7"),
              HasSubstr("transfer 11 (0000000000000abc0000000000000005): account 2 (anna) would be overdrawn"));
  EXPECT_THAT(forged("UPDATE transfer SET amount_minor = 0 WHERE entry = 7"), HasSubstr("its amount is 0"));
  EXPECT_THAT(forged("UPDATE transfer SET amount_minor = 91 WHERE entry = 10"), HasSubstr("does not allow 0.91 EUR"));
  EXPECT_THAT(forged("UPDATE transfer SET amount_minor = 501 WHERE entry = 11"), HasSubstr("are left to reverse"));
  EXPECT_THAT(forged("UPDATE transfer SET amount_minor = 1 WHERE entry = 13"),
              HasSubstr("transfer 12: 100.00 EUR at 16137/100 are 16137 JPY, not 1 JPY"));
  EXPECT_THAT(forged("UPDATE transfer SET target = (SELECT id FROM transfer WHERE entry = 20) WHERE entry = 11"),
              HasSubstr("is not in the journal"));
  EXPECT_THAT(forged("UPDATE transfer SET credit = 99 WHERE entry = 20"), HasSubstr("there is no credit account 99"));
  EXPECT_THAT(forged("UPDATE transfer SET time_ms = 5 WHERE entry = 20"),
              HasSubstr("transfer 20 (0000000000000abc000000000000006a): is older than the entry before it"));
  EXPECT_THAT(forged("UPDATE account SET currency = 'XXX' WHERE entry = 5"),
              HasSubstr("account 5 (clearing): its currency is none of ISO 4217"));
  EXPECT_THAT(forged("UPDATE transfer SET kind = 1, target = NULL WHERE entry = 13"),
              HasSubstr("transfer 12: the exchange 0000000000000abc0000000000000006 is incomplete"));
}

TEST_F(Damage, ByLostTablesIsAnErrorThatNamesTheFile) {
  const std::string before = kWithoutTriggers;
  for (const char* table : {"account", "transfer", "exchange", "head", "balance", "hold", "reversal"}) {
    std::filesystem::copy_file(file(), file("sound.db"), std::filesystem::copy_options::overwrite_existing);
    {
      Ledger ledger = open();
      ASSERT_TRUE(sql(before + "DROP VIEW journal; DROP TABLE " + table).ok()) << table;
      Transfer out = linked(transfer(906, 1, 4, 10'000));
      out.kind = TransferKind::kExchangeOut;
      out.rate = {16'137, 100};
      out.rate_source = "ECB";
      Transfer in = transfer(907, 5, 6, 16'137, yen());
      in.kind = TransferKind::kExchangeIn;
      in.target = out.id;
      const std::vector<Transfer> transfers{transfer(900, 1, 3, 1),
                                            hold(901, 1, 3, 1, 5),
                                            settle(902, TransferKind::kReversal, 100),
                                            settle(903, TransferKind::kVoidPending, 2),
                                            out,
                                            in};
      const auto posted = ledger.post(transfers);
      ASSERT_FALSE(posted.ok()) << table;
      EXPECT_THAT(posted.error().message, HasSubstr("ledger.db")) << table;
      // Each call either needs the table and says so, or does not.
      const auto fails_by_name = [&](const auto& result) {
        EXPECT_THAT(result.ok() ? "ledger.db" : result.error().message, HasSubstr("ledger.db")) << table;
      };
      fails_by_name(ledger.accounts());
      fails_by_name(ledger.expire_holds());
      fails_by_name(ledger.head());
      fails_by_name(ledger.find_transfer({0xabc, 1}));
      fails_by_name(ledger.latest_transfers(1, 5));
      fails_by_name(ledger.open_accounts(std::vector{NewAccount{"new", euro()}}));
      EXPECT_THAT(problems(ledger), HasSubstr(std::string("table ") + table + ": is missing")) << table;
      now_ms_ += 2'000'000;
      fails_by_name(ledger.expire_holds());
      now_ms_ = kStart_ms;
    }
    std::filesystem::remove(file("ledger.db-wal"));
    std::filesystem::remove(file("ledger.db-shm"));
    std::filesystem::copy_file(file("sound.db"), file(), std::filesystem::copy_options::overwrite_existing);
  }
}

TEST_F(Damage, OfManyRowsIsCounted) {
  const std::string found = found_after("UPDATE transfer SET code = 9 WHERE entry > 13");
  EXPECT_EQ(std::count(found.begin(), found.end(), '\n'), 20);
}

TEST_F(Damage, ByFlippedAndLostBytesIsFound) {
  { Ledger ledger = open(); }
  ASSERT_TRUE(sql("VACUUM").ok());
  std::ifstream stream(file(), std::ios::binary);
  const std::string sound(std::istreambuf_iterator<char>(stream), {});
  std::mt19937_64 random(20261125);
  const auto opened_problems = [&](const std::string& bytes) {
    std::filesystem::remove(file("ledger.db-wal"));
    std::filesystem::remove(file("ledger.db-shm"));
    std::ofstream(file(), std::ios::binary | std::ios::trunc) << bytes;
    auto ledger = Ledger::open(file(), db::Connection::Mode::kExisting, [] { return kStart_ms; });
    if (ledger) return problems(*ledger);
    EXPECT_THAT(ledger.error().message, HasSubstr("ledger.db"));
    return ledger.error().message;
  };
  EXPECT_EQ(opened_problems(sound), "");
  // The rows of the journal, wherever they lie: found by their texts.
  int flips = 0;
  for (std::size_t at = sound.find("line 1"); at != std::string::npos; at = sound.find("line 1", at + 1)) {
    std::string bytes = sound;
    bytes[at + random() % 5] ^= static_cast<char>(1U << (random() % 7));
    EXPECT_THAT(opened_problems(bytes), HasSubstr("transfer")) << "byte " << at;
    ++flips;
  }
  EXPECT_GT(flips, 10);
  for (const std::size_t length :
       {sound.size() / 2, sound.size() - 4096, std::size_t{4096}, std::size_t{100}, std::size_t{1}, std::size_t{0}})
    EXPECT_THAT(opened_problems(sound.substr(0, length)), Not(IsEmpty())) << length;
  // Anywhere: never a crash, and whatever is not found has changed nothing that a reader sees.
  opened_problems(sound);
  const std::string sound_hash = open().head()->hash;
  for (int round = 0; round < 300; ++round) {
    std::string bytes = sound;
    const std::size_t at = random() % bytes.size();
    bytes[at] ^= static_cast<char>(1U << (random() % 8));
    if (!opened_problems(bytes).empty()) continue;
    Ledger ledger = open();
    EXPECT_EQ(ledger.head()->hash, sound_hash) << "byte " << at;
    EXPECT_EQ(ledger.check()->head.hash, sound_hash) << "byte " << at;
  }
}

}  // namespace
}  // namespace tributary::ledger
