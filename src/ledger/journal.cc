#include "ledger/journal.h"

#include <algorithm>

#include <fmt/core.h>

#include "ledger/identifiers.h"
#include "ledger/schema.h"

namespace tributary::ledger {
namespace {

// A cache for the pages that batches touch again and again, and checkpoints so rare that few single postings wait for
// one.
constexpr const char *kSettings =
    "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000; PRAGMA recursive_triggers = ON;";

#define TRIBUTARY_ACCOUNT_COLUMNS                                                                                    \
  "SELECT a.entry, a.name, a.currency, a.exponent, a.kind, a.balance_limit, a.opened_ms, a.chain, b.debits_posted, " \
  "b.credits_posted, b.debits_pending, b.credits_pending FROM account a LEFT JOIN balance b ON b.account = a.entry "
#define TRIBUTARY_TRANSFER_COLUMNS                                                                           \
  "SELECT t.entry, t.id, t.kind, t.linked, t.debit, t.credit, t.amount_minor, t.code, t.target, t.time_ms, " \
  "t.expires_ms, t.reference, t.chain, e.numerator, e.denominator, e.source, d.currency, d.exponent "        \
  "FROM transfer t LEFT JOIN exchange e ON e.entry = t.entry LEFT JOIN account d ON d.entry = t.debit "

Error malformed(const std::filesystem::path &file, const char *table, std::int64_t entry, std::string_view what) {
  return Error{ErrorCode::kCorrupt, fmt::format("{}: {} {}: {}", file.string(), table, entry, what)};
}

std::optional<ChainHash> chain_column(const db::Statement &row, int column) {
  const std::string bytes = row.text(column);
  ChainHash chain{};
  if (bytes.size() != chain.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), chain.begin());
  return chain;
}

bool between(std::int64_t value, std::int64_t lowest, std::int64_t highest) {
  return value >= lowest && value <= highest;
}

Currency currency_columns(const db::Statement &row, int column) {
  Currency currency;
  const std::string code = row.text(column);
  if (code.size() == currency.letters.size()) std::copy(code.begin(), code.end(), currency.letters.begin());
  currency.exponent = static_cast<std::int32_t>(row.int64(column + 1));
  return currency;
}

Result<StoredAccount> read_account(const db::Statement &row, const std::filesystem::path &file) {
  StoredAccount stored;
  Account &account = stored.account;
  account.account_id = row.int64(0);
  account.opened.name = row.text(1);
  account.opened.currency = currency_columns(row, 2);
  if (row.text(2).size() != 3 || !between(row.int64(3), 0, 18))
    return malformed(file, "account", account.account_id, "its currency is malformed");
  if (!between(row.int64(4), 1, 7) || !between(row.int64(5), 0, 2))
    return malformed(file, "account", account.account_id, "its kind or limit is unknown");
  account.opened.kind = static_cast<AccountKind>(row.int64(4));
  account.opened.limit = static_cast<BalanceLimit>(row.int64(5));
  account.opened_ms = row.int64(6);
  const auto chain = chain_column(row, 7);
  if (!chain) return malformed(file, "account", account.account_id, "its hash is malformed");
  stored.chain = *chain;
  account.balance = {row.int64(8), row.int64(9), row.int64(10), row.int64(11)};
  return stored;
}

Result<StoredTransfer> read_transfer(const db::Statement &row, const std::filesystem::path &file) {
  StoredTransfer stored;
  JournalEntry &entry = stored.entry;
  Transfer &transfer = entry.transfer;
  entry.entry = row.int64(0);
  const std::string id = row.text(1);
  const std::string target = row.text(8);
  const auto chain = chain_column(row, 12);
  if (id.size() != 16 || (!target.empty() && target.size() != 16) || !chain)
    return malformed(file, "transfer", entry.entry, "its id, target or hash is malformed");
  if (!between(row.int64(2), 1, 8) || !between(row.int64(3), 0, 1) || !between(row.int64(7), 0, 0xffffffff))
    return malformed(file, "transfer", entry.entry, "its kind, link or code is malformed");
  transfer.id = id_of(id);
  transfer.kind = static_cast<TransferKind>(row.int64(2));
  transfer.linked = row.int64(3) == 1;
  transfer.debit = row.int64(4);
  transfer.credit = row.int64(5);
  transfer.amount_minor = row.int64(6);
  transfer.code = static_cast<std::uint32_t>(row.int64(7));
  if (!target.empty()) {
    transfer.target = id_of(target);
    if (transfer.target == TransferId{}) return malformed(file, "transfer", entry.entry, "its target is 0");
  }
  entry.time_ms = row.int64(9);
  entry.expires_ms = row.int64(10);
  transfer.hold_s = entry.expires_ms == 0 ? 0 : (entry.expires_ms - entry.time_ms) / 1000;
  transfer.reference = row.text(11);
  stored.chain = *chain;
  if (transfer.kind == TransferKind::kExchangeOut) {
    transfer.rate = {row.int64(13), row.int64(14)};
    transfer.rate_source = row.text(15);
  }
  transfer.currency = currency_columns(row, 16);
  return stored;
}

// Makes the statement ready for its next use, however its rows are read.
class Rows {
 public:
  explicit Rows(db::Statement &statement) : statement_(statement) {}
  Rows(const Rows &) = delete;
  Rows &operator=(const Rows &) = delete;
  ~Rows() { statement_.reset(); }
  Result<bool> next() { return statement_.next(); }
  const db::Statement &row() const { return statement_; }

 private:
  db::Statement &statement_;
};

template <typename Stored, typename Read>
Result<void> visit_rows(db::Statement &statement, const std::filesystem::path &file, Read read,
                        const std::function<bool(Result<Stored>)> &visit) {
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, statement.next());
    if (!row || !visit(read(statement, file))) return {};
  }
}

// A ledger that was cut to nothing is not to pass for a new one.
Result<void> refuse_empty(db::Connection &connection) {
  TRIBUTARY_ASSIGN(const std::int64_t objects, connection.query_int64("SELECT count(*) FROM sqlite_schema"));
  if (objects > 0) return {};
  return Error{ErrorCode::kCorrupt, connection.path().string() + ": is empty: there is no ledger in it"};
}

Result<std::optional<Account>> first_account(db::Statement &statement, const std::filesystem::path &file) {
  Rows rows(statement);
  TRIBUTARY_ASSIGN(const bool row, rows.next());
  if (!row) return std::optional<Account>();
  TRIBUTARY_ASSIGN(StoredAccount stored, read_account(rows.row(), file));
  return std::optional<Account>(std::move(stored.account));
}

}  // namespace

Result<Journal> Journal::open(const std::filesystem::path &path, db::Connection::Mode mode) {
  TRIBUTARY_ASSIGN(db::Connection connection, db::Connection::open(path, mode));
  if (mode == db::Connection::Mode::kExisting) TRIBUTARY_TRY(refuse_empty(connection));
  TRIBUTARY_TRY(db::migrate(connection, kLedgerSchema));
  TRIBUTARY_TRY(connection.execute(kSettings));
  const auto prepared = [&](const char *sql) { return connection.prepare(sql); };
  TRIBUTARY_ASSIGN(auto data_version, prepared("PRAGMA data_version"));
  TRIBUTARY_ASSIGN(auto head, prepared("SELECT entries, time_ms, chain FROM head WHERE one = 1"));
  TRIBUTARY_ASSIGN(auto account, prepared(TRIBUTARY_ACCOUNT_COLUMNS "WHERE a.entry = ?"));
  TRIBUTARY_ASSIGN(auto account_by_name, prepared(TRIBUTARY_ACCOUNT_COLUMNS "WHERE a.currency = ? AND a.name = ?"));
  TRIBUTARY_ASSIGN(auto transfer, prepared(TRIBUTARY_TRANSFER_COLUMNS "WHERE t.id = ?"));
  TRIBUTARY_ASSIGN(auto hold, prepared("SELECT entry, expires_ms, settled_by FROM hold WHERE entry = ?"));
  TRIBUTARY_ASSIGN(auto reversal, prepared("SELECT reversed_minor FROM reversal WHERE entry = ?"));
  TRIBUTARY_ASSIGN(auto holds_due,
                   prepared("SELECT t.id FROM hold h JOIN transfer t ON t.entry = h.entry WHERE h.settled_by = 0 "
                            "AND h.expires_ms > 0 AND h.expires_ms <= ? ORDER BY h.expires_ms, h.entry"));
  TRIBUTARY_ASSIGN(auto insert_account, prepared("INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
  TRIBUTARY_ASSIGN(auto insert_transfer, prepared("INSERT INTO transfer VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
                                                  "nullif(?, x''), ?, ?, ?, ?)"));
  TRIBUTARY_ASSIGN(auto insert_exchange, prepared("INSERT INTO exchange VALUES (?, ?, ?, ?)"));
  TRIBUTARY_ASSIGN(auto write_balance, prepared("REPLACE INTO balance VALUES (?, ?, ?, ?, ?)"));
  TRIBUTARY_ASSIGN(auto write_hold, prepared("REPLACE INTO hold VALUES (?, ?, ?)"));
  TRIBUTARY_ASSIGN(auto write_reversal, prepared("REPLACE INTO reversal VALUES (?, ?)"));
  TRIBUTARY_ASSIGN(auto write_head, prepared("UPDATE head SET entries = ?, time_ms = ?, chain = ? WHERE one = 1"));
  TRIBUTARY_ASSIGN(AccrualTable accruals, AccrualTable::open(connection));
  return Journal(
      std::move(connection),
      Statements{std::move(data_version), std::move(head), std::move(account), std::move(account_by_name),
                 std::move(transfer), std::move(hold), std::move(reversal), std::move(holds_due),
                 std::move(insert_account), std::move(insert_transfer), std::move(insert_exchange),
                 std::move(write_balance), std::move(write_hold), std::move(write_reversal), std::move(write_head)},
      std::move(accruals));
}

Result<std::int64_t> Journal::data_version() {
  Rows rows(statements_.data_version);
  TRIBUTARY_TRY(rows.next());
  return rows.row().int64(0);
}

Result<StoredHead> Journal::head() {
  Rows rows(statements_.head);
  TRIBUTARY_ASSIGN(const bool row, rows.next());
  if (!row) return Error{ErrorCode::kCorrupt, path().string() + ": head: its row is missing"};
  const auto chain = chain_column(rows.row(), 2);
  if (!chain || rows.row().int64(0) < 0) return Error{ErrorCode::kCorrupt, path().string() + ": head: is malformed"};
  return StoredHead{rows.row().int64(0), rows.row().int64(1), *chain};
}

Result<std::optional<Account>> Journal::find_account(AccountId account_id) {
  statements_.account.bind(account_id);
  return first_account(statements_.account, path());
}

Result<std::optional<Account>> Journal::find_account(std::string_view currency, std::string_view name) {
  statements_.account_by_name.bind(currency, name);
  return first_account(statements_.account_by_name, path());
}

Result<std::optional<JournalEntry>> Journal::find_transfer(const TransferId &id) {
  const auto bytes = bytes_of(id);
  Rows rows(statements_.transfer.bind(std::span<const std::uint8_t>(bytes)));
  TRIBUTARY_ASSIGN(const bool row, rows.next());
  if (!row) return std::optional<JournalEntry>();
  TRIBUTARY_ASSIGN(StoredTransfer stored, read_transfer(rows.row(), path()));
  return std::optional<JournalEntry>(std::move(stored.entry));
}

Result<std::optional<StoredHold>> Journal::find_hold(std::int64_t entry) {
  Rows rows(statements_.hold.bind(entry));
  TRIBUTARY_ASSIGN(const bool row, rows.next());
  if (!row) return std::optional<StoredHold>();
  return std::optional<StoredHold>({rows.row().int64(0), rows.row().int64(1), rows.row().int64(2)});
}

Result<std::int64_t> Journal::reversed_minor(std::int64_t entry) {
  Rows rows(statements_.reversal.bind(entry));
  TRIBUTARY_ASSIGN(const bool row, rows.next());
  return row ? rows.row().int64(0) : 0;
}

Result<std::vector<TransferId>> Journal::holds_due(std::int64_t time_ms) {
  Rows rows(statements_.holds_due.bind(time_ms));
  std::vector<TransferId> due;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return due;
    const std::string id = rows.row().text(0);
    if (id.size() != 16) return Error{ErrorCode::kCorrupt, path().string() + ": transfer: an id is malformed"};
    due.push_back(id_of(id));
  }
}

Result<void> Journal::insert(const Account &account, const ChainHash &chain) {
  const NewAccount &opened = account.opened;
  return statements_.insert_account
      .bind(account.account_id, opened.name, opened.currency.code(), std::int64_t{opened.currency.exponent},
            static_cast<std::int64_t>(opened.kind), static_cast<std::int64_t>(opened.limit), account.opened_ms,
            std::span<const std::uint8_t>(chain))
      .run();
}

Result<bool> Journal::insert(const JournalEntry &entry, const ChainHash &chain) {
  const Transfer &transfer = entry.transfer;
  const auto id = bytes_of(transfer.id);
  const auto target = bytes_of(transfer.target);
  const bool has_target = transfer.target != TransferId{};
  const auto inserted =
      statements_.insert_transfer
          .bind(entry.entry, std::span<const std::uint8_t>(id), static_cast<std::int64_t>(transfer.kind),
                std::int64_t{transfer.linked ? 1 : 0}, transfer.debit, transfer.credit, transfer.amount_minor,
                std::int64_t{transfer.code}, std::span(target).first(has_target ? target.size() : 0), entry.time_ms,
                entry.expires_ms, transfer.reference, std::span<const std::uint8_t>(chain))
          .run();
  if (!inserted && inserted.error().code == ErrorCode::kConflict) return false;
  if (!inserted) return inserted.error();
  if (transfer.kind == TransferKind::kExchangeOut)
    TRIBUTARY_TRY(statements_.insert_exchange
                      .bind(entry.entry, transfer.rate.numerator, transfer.rate.denominator, transfer.rate_source)
                      .run());
  return true;
}

Result<void> Journal::write_balance(AccountId account_id, const Balance &balance) {
  return statements_.write_balance
      .bind(account_id, balance.debits_posted, balance.credits_posted, balance.debits_pending, balance.credits_pending)
      .run();
}

Result<void> Journal::write_hold(const StoredHold &hold) {
  return statements_.write_hold.bind(hold.entry, hold.expires_ms, hold.settled_by).run();
}

Result<void> Journal::write_reversal(std::int64_t entry, std::int64_t reversed_minor) {
  return statements_.write_reversal.bind(entry, reversed_minor).run();
}

Result<void> Journal::write_head(const StoredHead &head) {
  return statements_.write_head.bind(head.entries, head.time_ms, std::span<const std::uint8_t>(head.chain)).run();
}

Result<void> Journal::each_account(std::int64_t first_entry, const std::function<bool(Result<StoredAccount>)> &visit) {
  TRIBUTARY_ASSIGN(db::Statement rows,
                   connection_.prepare(TRIBUTARY_ACCOUNT_COLUMNS "WHERE a.entry >= ? ORDER BY a.entry"));
  return visit_rows<StoredAccount>(rows.bind(first_entry), path(), read_account, visit);
}

Result<void> Journal::each_transfer(std::int64_t first_entry,
                                    const std::function<bool(Result<StoredTransfer>)> &visit) {
  TRIBUTARY_ASSIGN(db::Statement rows,
                   connection_.prepare(TRIBUTARY_TRANSFER_COLUMNS "WHERE t.entry >= ? ORDER BY t.entry"));
  return visit_rows<StoredTransfer>(rows.bind(first_entry), path(), read_transfer, visit);
}

Result<std::vector<StoredHold>> Journal::holds() {
  TRIBUTARY_ASSIGN(db::Statement rows,
                   connection_.prepare("SELECT entry, expires_ms, settled_by FROM hold ORDER BY entry"));
  std::vector<StoredHold> holds;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return holds;
    holds.push_back({rows.int64(0), rows.int64(1), rows.int64(2)});
  }
}

Result<std::vector<std::pair<std::int64_t, std::int64_t>>> Journal::reversals() {
  TRIBUTARY_ASSIGN(db::Statement rows,
                   connection_.prepare("SELECT entry, reversed_minor FROM reversal ORDER BY entry"));
  std::vector<std::pair<std::int64_t, std::int64_t>> reversals;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return reversals;
    reversals.emplace_back(rows.int64(0), rows.int64(1));
  }
}

}  // namespace tributary::ledger
