#include "royalty/register.h"

#include <array>
#include <utility>

#include <fmt/core.h>

#include "db/statement.h"
#include "royalty/register_schema.h"

namespace tributary::royalty {
namespace {

#define TRIBUTARY_PAYMENT_COLUMNS \
  "p.transfer_id, p.posting, p.amount_minor, p.release_ms, p.state, p.moved_by, p.reversed_minor, p.dispute_id"
#define TRIBUTARY_DISPUTE_SELECT                                                                          \
  "SELECT d.dispute_id, g.settlement_id, g.party_id, g.holding, d.asset_id, d.amount_minor, g.currency, " \
  "d.deadline_ms, d.state, d.to_party, d.posting, d.kind FROM dispute d JOIN posting g ON g.transfer_id = d.posting "
#define TRIBUTARY_POSTING_SELECT \
  "SELECT transfer_id, settlement_id, payee, party_id, holding, currency, amount_minor FROM posting "
#define TRIBUTARY_SETTLEMENT_SELECT                                                                               \
  "SELECT settlement_id, policy_name, policy_sha256, lines_sha256, usage_lines, entitlement_lines, recorded_ms, " \
  "posted FROM settlement "

using IdBytes = std::array<std::uint8_t, 16>;

IdBytes bytes_of(const TransferId& id) {
  IdBytes bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::uint8_t>(id.high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<std::uint8_t>(id.low >> (56 - 8 * i));
  }
  return bytes;
}

std::span<const std::uint8_t> span_of(const IdBytes& bytes) { return bytes; }

// 0 where the column holds no id.
TransferId id_column(const db::Statement& row, int column) {
  const std::string bytes = row.text(column);
  TransferId id;
  if (bytes.size() != 16) return id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.high = id.high << 8U | static_cast<unsigned char>(bytes[i]);
    id.low = id.low << 8U | static_cast<unsigned char>(bytes[8 + i]);
  }
  return id;
}

Result<Money> money_columns(const db::Statement& row, int amount, int currency) {
  const auto known = currency_of(row.text(currency));
  if (!known) return Error{ErrorCode::kCorrupt, "settlements.db: " + known.error().message};
  return Money{row.int64(amount), *known};
}

std::optional<Right> right_column(const db::Statement& row, int column) {
  if (row.int64(column) == 0) return std::nullopt;
  return static_cast<Right>(row.int64(column));
}

Result<Posting> read_posting(const db::Statement& row) {
  TRIBUTARY_ASSIGN(const Money amount, money_columns(row, 6, 5));
  return Posting{id_column(row, 0), row.text(1),          static_cast<Payee>(row.int64(2)),
                 row.text(3),       right_column(row, 4), amount};
}

Result<Payment> read_payment(const db::Statement& row) {
  return Payment{
      id_column(row, 0), id_column(row, 1), row.int64(2), row.int64(3), static_cast<PaymentState>(row.int64(4)),
      id_column(row, 5), row.int64(6),      row.text(7)};
}

Result<StoredDispute> read_dispute(const db::Statement& row) {
  TRIBUTARY_ASSIGN(const Money amount, money_columns(row, 5, 6));
  StoredDispute stored;
  stored.dispute = {row.text(0), row.text(1), row.text(2),  right_column(row, 3).value_or(Right::kMaster),
                    row.text(4), amount,      row.int64(7), static_cast<DisputeState>(row.int64(8)),
                    row.text(9), {}};
  stored.posting = id_column(row, 10);
  stored.kind = static_cast<DisputeKind>(row.int64(11));
  return stored;
}

Result<SettlementRecord> read_settlement(const db::Statement& row) {
  return SettlementRecord{row.text(0),  row.text(1),  row.text(2),  row.text(3),
                          row.int64(4), row.int64(5), row.int64(6), row.int64(7) == 1};
}

template <typename Row>
Result<std::vector<Row>> all_rows(db::Statement& statement, Result<Row> (*read)(const db::Statement&)) {
  std::vector<Row> rows;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, statement.next());
    if (!row) return rows;
    TRIBUTARY_ASSIGN(Row one, read(statement));
    rows.push_back(std::move(one));
  }
}

template <typename Row>
Result<std::optional<Row>> first_row(db::Statement& statement, Result<Row> (*read)(const db::Statement&)) {
  TRIBUTARY_ASSIGN(std::vector<Row> rows, all_rows(statement, read));
  if (rows.empty()) return std::optional<Row>();
  return std::optional<Row>(std::move(rows.front()));
}

std::int64_t number_of(std::optional<Right> right) { return right ? static_cast<std::int64_t>(*right) : 0; }

}  // namespace

Result<Register> Register::open(const std::filesystem::path& path, db::Connection::Mode mode) {
  TRIBUTARY_ASSIGN(db::Connection connection, db::Connection::open(path, mode));
  TRIBUTARY_TRY(db::migrate(connection, kRegisterSchema));
  return Register(std::move(connection));
}

Result<std::optional<SettlementRecord>> Register::find_settlement(const std::string& settlement_id) {
  TRIBUTARY_ASSIGN(auto statement, connection_->prepare(TRIBUTARY_SETTLEMENT_SELECT "WHERE settlement_id = ?"));
  return first_row<SettlementRecord>(statement.bind(settlement_id), read_settlement);
}

Result<std::vector<SettlementRecord>> Register::settlements() {
  TRIBUTARY_ASSIGN(auto statement,
                   connection_->prepare(TRIBUTARY_SETTLEMENT_SELECT "ORDER BY recorded_ms DESC, settlement_id"));
  return all_rows<SettlementRecord>(statement, read_settlement);
}

Result<void> Register::insert(const SettlementRecord& record) {
  TRIBUTARY_ASSIGN(auto statement, connection_->prepare("INSERT INTO settlement VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
  return statement
      .bind(record.settlement_id, record.policy_name, record.policy_sha256, record.lines_sha256, record.usage_lines,
            record.entitlement_lines, record.recorded_ms, std::int64_t{record.posted ? 1 : 0})
      .run();
}

Result<void> Register::mark_posted(const std::string& settlement_id) {
  TRIBUTARY_ASSIGN(auto statement, connection_->prepare("UPDATE settlement SET posted = 1 WHERE settlement_id = ?"));
  return statement.bind(settlement_id).run();
}

Result<void> Register::insert(const Posting& posting, std::span<const AssetPart> parts) {
  const IdBytes id = bytes_of(posting.transfer_id);
  TRIBUTARY_ASSIGN(auto insert_posting, connection_->prepare("INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?, ?)"));
  TRIBUTARY_TRY(insert_posting
                    .bind(span_of(id), posting.settlement_id, static_cast<std::int64_t>(posting.payee),
                          posting.party_id, number_of(posting.right), posting.amount.currency.code(),
                          posting.amount.minor)
                    .run());
  TRIBUTARY_ASSIGN(auto insert_part, connection_->prepare("INSERT INTO part VALUES (?, ?, ?)"));
  for (const AssetPart& part : parts)
    TRIBUTARY_TRY(insert_part.bind(span_of(id), part.asset_id, part.amount_minor).run());
  return {};
}

Result<std::optional<Posting>> Register::find_posting(const TransferId& transfer_id) {
  TRIBUTARY_ASSIGN(auto statement, connection_->prepare(TRIBUTARY_POSTING_SELECT "WHERE transfer_id = ?"));
  const IdBytes id = bytes_of(transfer_id);
  return first_row<Posting>(statement.bind(span_of(id)), read_posting);
}

Result<std::optional<Posting>> Register::find_posting(const std::string& settlement_id, const std::string& party_id,
                                                      Right right, const Currency& currency) {
  TRIBUTARY_ASSIGN(auto statement,
                   connection_->prepare(TRIBUTARY_POSTING_SELECT
                                        "WHERE settlement_id = ? AND party_id = ? AND holding = ? AND currency = ? "
                                        "AND payee = 1"));
  return first_row<Posting>(statement.bind(settlement_id, party_id, number_of(right), currency.code()), read_posting);
}

Result<std::optional<std::int64_t>> Register::part_minor(const TransferId& posting, const std::string& asset_id) {
  TRIBUTARY_ASSIGN(auto statement,
                   connection_->prepare("SELECT amount_minor FROM part WHERE transfer_id = ? AND asset_id = ?"));
  const IdBytes id = bytes_of(posting);
  TRIBUTARY_ASSIGN(const bool row, statement.bind(span_of(id), asset_id).next());
  return row ? std::optional(statement.int64(0)) : std::nullopt;
}

Result<void> Register::write(const Payment& payment) {
  TRIBUTARY_ASSIGN(auto statement, connection_->prepare("REPLACE INTO payment VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
  const IdBytes id = bytes_of(payment.transfer_id);
  const IdBytes posting = bytes_of(payment.posting);
  const IdBytes moved_by = bytes_of(payment.moved_by);
  return statement
      .bind(span_of(id), span_of(posting), payment.amount_minor, payment.release_ms,
            static_cast<std::int64_t>(payment.state), span_of(moved_by), payment.reversed_minor, payment.dispute_id)
      .run();
}

Result<std::vector<Payment>> Register::payments_of(const TransferId& posting) {
  TRIBUTARY_ASSIGN(auto statement, connection_->prepare("SELECT " TRIBUTARY_PAYMENT_COLUMNS
                                                        " FROM payment p WHERE p.posting = ? ORDER BY p.transfer_id"));
  const IdBytes id = bytes_of(posting);
  return all_rows<Payment>(statement.bind(span_of(id)), read_payment);
}

Result<std::vector<Payment>> Register::payments_due(std::int64_t now_ms, std::int64_t limit) {
  TRIBUTARY_ASSIGN(
      auto statement,
      connection_->prepare("SELECT " TRIBUTARY_PAYMENT_COLUMNS
                           " FROM payment p JOIN posting g ON g.transfer_id = p.posting JOIN settlement s ON "
                           "s.settlement_id = g.settlement_id WHERE p.state = 1 AND p.dispute_id = '' AND "
                           "p.release_ms <= ? AND s.posted = 1 ORDER BY p.release_ms, p.transfer_id LIMIT ?"));
  return all_rows<Payment>(statement.bind(now_ms, limit), read_payment);
}

Result<std::vector<Payment>> Register::payments_releasing() {
  TRIBUTARY_ASSIGN(auto statement, connection_->prepare("SELECT " TRIBUTARY_PAYMENT_COLUMNS
                                                        " FROM payment p WHERE p.state = 4 ORDER BY p.transfer_id"));
  return all_rows<Payment>(statement, read_payment);
}

Result<void> Register::write(const StoredDispute& stored) {
  // An upsert: replacing the row would take its events with it.
  TRIBUTARY_ASSIGN(auto statement,
                   connection_->prepare("INSERT INTO dispute VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (dispute_id) "
                                        "DO UPDATE SET state = excluded.state, to_party = excluded.to_party"));
  const IdBytes posting = bytes_of(stored.posting);
  const Dispute& dispute = stored.dispute;
  return statement
      .bind(dispute.dispute_id, span_of(posting), dispute.asset_id, dispute.amount.minor, dispute.deadline_ms,
            static_cast<std::int64_t>(dispute.state), static_cast<std::int64_t>(stored.kind), dispute.to_party)
      .run();
}

Result<void> Register::append(const std::string& dispute_id, const DisputeEvent& event) {
  TRIBUTARY_ASSIGN(auto statement,
                   connection_->prepare("INSERT INTO dispute_event(dispute_id, event, role, person, reason, time_ms) "
                                        "VALUES (?, ?, ?, ?, ?, ?)"));
  return statement.bind(dispute_id, event.event, event.role, event.person, event.reason, event.time_ms).run();
}

Result<std::optional<StoredDispute>> Register::find_dispute(const std::string& dispute_id) {
  TRIBUTARY_ASSIGN(auto statement, connection_->prepare(TRIBUTARY_DISPUTE_SELECT "WHERE d.dispute_id = ?"));
  return first_row<StoredDispute>(statement.bind(dispute_id), read_dispute);
}

Result<std::vector<StoredDispute>> Register::disputes_of(const TransferId& posting) {
  TRIBUTARY_ASSIGN(auto statement,
                   connection_->prepare(TRIBUTARY_DISPUTE_SELECT "WHERE d.posting = ? ORDER BY d.dispute_id"));
  const IdBytes id = bytes_of(posting);
  return all_rows<StoredDispute>(statement.bind(span_of(id)), read_dispute);
}

Result<std::vector<StoredDispute>> Register::disputes() {
  TRIBUTARY_ASSIGN(auto statement, connection_->prepare(TRIBUTARY_DISPUTE_SELECT "ORDER BY d.dispute_id"));
  TRIBUTARY_ASSIGN(std::vector<StoredDispute> all, all_rows<StoredDispute>(statement, read_dispute));
  TRIBUTARY_ASSIGN(auto events, connection_->prepare("SELECT event, role, person, reason, time_ms FROM dispute_event "
                                                     "WHERE dispute_id = ? ORDER BY number"));
  const auto read_event = +[](const db::Statement& row) -> Result<DisputeEvent> {
    return DisputeEvent{row.text(0), row.text(1), row.text(2), row.text(3), row.int64(4)};
  };
  for (StoredDispute& stored : all) {
    TRIBUTARY_ASSIGN(stored.dispute.events, all_rows<DisputeEvent>(events.bind(stored.dispute.dispute_id), read_event));
    events.reset();
  }
  return all;
}

}  // namespace tributary::royalty
