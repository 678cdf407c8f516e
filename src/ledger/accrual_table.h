// The tables of accruals and of the fractions that they leave: rows in and out, without a rule of bookkeeping.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "db/connection.h"
#include "db/statement.h"
#include "ledger/accrual_entry.h"
#include "ledger/chain.h"

namespace tributary::ledger {

struct StoredAccrual {
  AccrualEntry entry;
  ChainHash chain{};
};

// Outlived by its connection, which must not be closed meanwhile. Move only; one thread at a time. Errors name the
// file, and for a malformed row (kCorrupt) the row.
class AccrualTable {
 public:
  static Result<AccrualTable> open(db::Connection& connection);

  // The hash of what the event said; nullopt where there is no such event.
  Result<std::optional<base::Sha256Digest>> find_content(std::string_view event);

  Result<void> insert(const AccrualEntry& entry, const ChainHash& chain);

  Result<std::int64_t> fraction(AccountId account_id);  // in billionths; 0 where there is no row
  Result<void> write_fraction(AccountId account_id, std::int64_t billionths);

  // Every fraction above 0, by account.
  static Result<std::vector<std::pair<AccountId, std::int64_t>>> fractions(db::Connection& connection);

  // Reads the accruals of a journal one by one, in the order of their entries.
  class Reader {
   public:
    static Result<Reader> open(db::Connection& connection);

    // nullopt behind the last one. Behind a malformed one it goes on.
    Result<std::optional<StoredAccrual>> next();

   private:
    Reader(db::Statement rows, std::filesystem::path file) : rows_(std::move(rows)), file_(std::move(file)) {}
    Result<void> advance();

    db::Statement rows_;
    std::filesystem::path file_;
    bool on_row_ = false;
  };

 private:
  struct Statements {
    db::Statement content, insert, insert_share, fraction, write_fraction;
  };
  AccrualTable(Statements statements, std::filesystem::path file)
      : statements_(std::move(statements)), file_(std::move(file)) {}

  Statements statements_;
  std::filesystem::path file_;
};

}  // namespace tributary::ledger
