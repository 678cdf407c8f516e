// The ledger's database file: rows in and out, without a rule of bookkeeping.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/connection.h"
#include "db/statement.h"
#include "ledger/accrual_table.h"
#include "ledger/chain.h"
#include "tributary/ledger.h"

namespace tributary::ledger {

struct StoredHead {
  std::int64_t entries = 0;
  std::int64_t time_ms = 0;
  ChainHash chain{};
};

struct StoredHold {
  std::int64_t entry = 0;
  std::int64_t expires_ms = 0;
  std::int64_t settled_by = 0;  // an entry; 0: open
};

struct StoredAccount {
  Account account;
  ChainHash chain{};
};

struct StoredTransfer {
  JournalEntry entry;  // its currency is that of its debit account; empty where there is none
  ChainHash chain{};
};

// Move only; one thread at a time. Whoever writes opens a transaction first. Errors name the file, and for a
// malformed row (kCorrupt) the row.
class Journal {
 public:
  static Result<Journal> open(const std::filesystem::path& path, db::Connection::Mode mode);

  db::Connection& connection() { return connection_; }
  AccrualTable& accruals() { return accruals_; }
  const std::filesystem::path& path() const { return connection_.path(); }

  // Differs from the last value after another connection has written.
  Result<std::int64_t> data_version();
  Result<StoredHead> head();

  // nullopt where there is none.
  Result<std::optional<Account>> find_account(AccountId account_id);
  Result<std::optional<Account>> find_account(std::string_view currency, std::string_view name);
  Result<std::optional<JournalEntry>> find_transfer(const TransferId& id);
  Result<std::optional<StoredHold>> find_hold(std::int64_t entry);
  Result<std::int64_t> reversed_minor(std::int64_t entry);  // 0 where there is no row

  // Entries of the open holds that end at or before that time, by their end.
  Result<std::vector<TransferId>> holds_due(std::int64_t time_ms);

  Result<void> insert(const Account& account, const ChainHash& chain);
  // False, with nothing stored, where the id or the entry is there already.
  Result<bool> insert(const JournalEntry& entry, const ChainHash& chain);
  Result<void> write_balance(AccountId account_id, const Balance& balance);
  Result<void> write_hold(const StoredHold& hold);
  Result<void> write_reversal(std::int64_t entry, std::int64_t reversed_minor);
  Result<void> write_head(const StoredHead& head);

  // Every row from `first_entry` on, in the order of the entries, until `visit` returns false; a malformed row is an
  // argument like every other.
  Result<void> each_account(std::int64_t first_entry, const std::function<bool(Result<StoredAccount>)>& visit);
  Result<void> each_transfer(std::int64_t first_entry, const std::function<bool(Result<StoredTransfer>)>& visit);

  Result<std::vector<StoredHold>> holds();
  // Entry and amount.
  Result<std::vector<std::pair<std::int64_t, std::int64_t>>> reversals();

 private:
  struct Statements {
    db::Statement data_version, head, account, account_by_name, transfer, hold, reversal, holds_due;
    db::Statement insert_account, insert_transfer, insert_exchange;
    db::Statement write_balance, write_hold, write_reversal, write_head;
  };
  Journal(db::Connection connection, Statements statements, AccrualTable accruals)
      : connection_(std::move(connection)), statements_(std::move(statements)), accruals_(std::move(accruals)) {}

  db::Connection connection_;
  Statements statements_;
  AccrualTable accruals_;
};

}  // namespace tributary::ledger
