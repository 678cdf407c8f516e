#include "ledger/accrual_table.h"

#include <algorithm>
#include <span>
#include <string>

#include <fmt/core.h>

namespace tributary::ledger {
namespace {

Error malformed(const std::filesystem::path& file, std::int64_t entry, std::string_view what) {
  return Error{ErrorCode::kCorrupt, fmt::format("{}: accrual {}: {}", file.string(), entry, what)};
}

std::optional<base::Sha256Digest> digest_column(const db::Statement& row, int column) {
  const std::string_view bytes = row.text_view(column);
  base::Sha256Digest digest{};
  if (bytes.size() != digest.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

}  // namespace

Result<AccrualTable> AccrualTable::open(db::Connection& connection) {
  const auto prepared = [&](const char* sql) { return connection.prepare(sql); };
  TRIBUTARY_ASSIGN(auto content, prepared("SELECT entry, content FROM accrual WHERE event = ?"));
  TRIBUTARY_ASSIGN(auto insert, prepared("INSERT INTO accrual VALUES (?, ?, ?, ?, ?, ?)"));
  TRIBUTARY_ASSIGN(auto insert_share, prepared("INSERT INTO accrual_part VALUES (?, ?, ?, ?)"));
  TRIBUTARY_ASSIGN(auto fraction, prepared("SELECT billionths FROM fraction WHERE account = ?"));
  TRIBUTARY_ASSIGN(auto write_fraction, prepared("REPLACE INTO fraction VALUES (?, ?)"));
  return AccrualTable(Statements{std::move(content), std::move(insert), std::move(insert_share), std::move(fraction),
                                 std::move(write_fraction)},
                      connection.path());
}

Result<std::optional<base::Sha256Digest>> AccrualTable::find_content(std::string_view event) {
  db::Statement& rows = statements_.content;
  rows.reset();
  TRIBUTARY_ASSIGN(const bool row, rows.bind(event).next());
  if (!row) return std::optional<base::Sha256Digest>();
  const auto content = digest_column(rows, 1);
  const std::int64_t entry = rows.int64(0);
  rows.reset();
  if (!content) return malformed(file_, entry, "the hash of its content is malformed");
  return content;
}

Result<void> AccrualTable::insert(const AccrualEntry& entry, const ChainHash& chain) {
  using Bytes = std::span<const std::uint8_t>;
  TRIBUTARY_TRY(
      statements_.insert
          .bind(entry.entry, entry.event, Bytes(entry.content_sha256), entry.source, entry.time_ms, Bytes(chain))
          .run());
  for (const AccrualShare& share : entry.shares)
    TRIBUTARY_TRY(statements_.insert_share.bind(entry.entry, share.account_id, share.minor, share.billionths).run());
  return {};
}

Result<std::int64_t> AccrualTable::fraction(AccountId account_id) {
  db::Statement& rows = statements_.fraction;
  rows.reset();
  TRIBUTARY_ASSIGN(const bool row, rows.bind(account_id).next());
  const std::int64_t billionths = row ? rows.int64(0) : 0;
  rows.reset();
  return billionths;
}

Result<void> AccrualTable::write_fraction(AccountId account_id, std::int64_t billionths) {
  return statements_.write_fraction.bind(account_id, billionths).run();
}

Result<std::vector<std::pair<AccountId, std::int64_t>>> AccrualTable::fractions(db::Connection& connection) {
  TRIBUTARY_ASSIGN(
      db::Statement rows,
      connection.prepare("SELECT account, billionths FROM fraction WHERE billionths <> 0 ORDER BY account"));
  std::vector<std::pair<AccountId, std::int64_t>> fractions;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return fractions;
    fractions.emplace_back(rows.int64(0), rows.int64(1));
  }
}

Result<AccrualTable::Reader> AccrualTable::Reader::open(db::Connection& connection) {
  TRIBUTARY_ASSIGN(db::Statement rows,
                   connection.prepare("SELECT a.entry, a.event, a.content, a.source, a.time_ms, a.chain, p.account, "
                                      "p.minor, p.billionths FROM accrual a LEFT JOIN accrual_part p ON p.entry = "
                                      "a.entry ORDER BY a.entry, p.account"));
  Reader reader(std::move(rows), connection.path());
  TRIBUTARY_TRY(reader.advance());
  return reader;
}

// A statement that failed would begin anew.
Result<void> AccrualTable::Reader::advance() {
  on_row_ = false;
  TRIBUTARY_ASSIGN(on_row_, rows_.next());
  return {};
}

Result<std::optional<StoredAccrual>> AccrualTable::Reader::next() {
  if (!on_row_) return std::optional<StoredAccrual>();
  StoredAccrual stored;
  AccrualEntry& entry = stored.entry;
  entry.entry = rows_.int64(0);
  entry.event = rows_.text(1);
  const auto content = digest_column(rows_, 2);
  entry.source = rows_.int64(3);
  entry.time_ms = rows_.int64(4);
  const auto chain = digest_column(rows_, 5);
  bool amounts = true;
  while (on_row_ && rows_.int64(0) == entry.entry) {
    const AccrualShare share{rows_.int64(6), rows_.int64(7), rows_.int64(8)};
    amounts = amounts && share.minor >= 0 && share.billionths >= 0 && share.billionths < kBillionthsPerMinor;
    if (share.account_id != 0) entry.shares.push_back(share);  // 0: an event that earned nobody anything
    TRIBUTARY_TRY(advance());
  }
  if (!content || !chain) return malformed(file_, entry.entry, "a hash of it is malformed");
  if (!amounts) return malformed(file_, entry.entry, "one of its parts is no amount");
  stored.entry.content_sha256 = *content;
  stored.chain = *chain;
  return std::optional<StoredAccrual>(std::move(stored));
}

}  // namespace tributary::ledger
