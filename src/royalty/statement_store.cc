#include "royalty/statement_store.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "db/migration.h"
#include "royalty/statement_cells.h"

namespace tributary::royalty {
namespace {

// A line holds its cells as statements write them; the columns before them say whose it is.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE settlement(
  settlement     INTEGER PRIMARY KEY,
  settlement_id  TEXT NOT NULL UNIQUE,
  policy_name    TEXT NOT NULL,
  policy_sha256  TEXT NOT NULL,
  lines_sha256   TEXT NOT NULL
) STRICT;

CREATE TABLE line(
  number INTEGER PRIMARY KEY,
  settlement INTEGER NOT NULL,
  payee INTEGER NOT NULL CHECK (payee BETWEEN 1 AND 5),
  party_id TEXT NOT NULL,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  amount_right TEXT NOT NULL, amount TEXT NOT NULL, ground TEXT NOT NULL, track_id TEXT NOT NULL,
  territory TEXT NOT NULL, service TEXT NOT NULL, period_start TEXT NOT NULL, period_end TEXT NOT NULL,
  uses TEXT NOT NULL, usage_lines TEXT NOT NULL, usage_id TEXT NOT NULL, evidence_id TEXT NOT NULL,
  tier TEXT NOT NULL, recording_id TEXT NOT NULL, work_id TEXT NOT NULL, share_ppm TEXT NOT NULL,
  right_ppm TEXT NOT NULL, holding_ppm TEXT NOT NULL
) STRICT;
CREATE INDEX line_of_payee ON line(settlement, payee, party_id, currency);

CREATE TABLE total(
  settlement   INTEGER NOT NULL REFERENCES settlement(settlement),
  payee        INTEGER NOT NULL CHECK (payee BETWEEN 1 AND 5),
  party_id     TEXT NOT NULL,
  currency     TEXT NOT NULL CHECK (length(currency) = 3),
  amount_right TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (settlement, payee, party_id, currency, amount_right)
) STRICT, WITHOUT ROWID;
)sql";
constexpr std::array<const char*, 1> kSteps{kVersion1};
constexpr db::Schema kSchema{"Tributary statements", 0x54525431 /* "TRT1" */, kSteps};

constexpr const char* kAddLine =
    "INSERT INTO line VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kLinesOf =
    "SELECT amount_right, amount, ground, track_id, territory, service, period_start, period_end, uses, usage_lines, "
    "usage_id, evidence_id, tier, recording_id, work_id, share_ppm, right_ppm, holding_ppm FROM line "
    "WHERE settlement = ? AND payee = ? AND party_id = ? AND currency = ? ORDER BY number";

Result<std::int64_t> number_of(db::Connection& connection, std::string_view settlement_id) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare("SELECT settlement FROM settlement WHERE settlement_id = ?"));
  rows.bind(settlement_id);
  TRIBUTARY_ASSIGN(const bool found, rows.next());
  return found ? rows.int64(0) : 0;
}

Error malformed(const db::Connection& connection, const Error& error) {
  return Error{ErrorCode::kCorrupt, connection.path().string() + ": " + error.message};
}

template <std::size_t... Columns>
void bind_line(db::Statement& add, std::int64_t settlement, const Entitlement& line, const LineCells& cells,
               std::index_sequence<Columns...>) {
  add.bind(settlement, static_cast<int>(line.payee), line.party_id, line.currency.code(), cells[Columns]...);
}

Result<void> read_totals(db::Connection& connection, std::int64_t settlement, RoyaltyStatement& statement) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare("SELECT amount_right, amount_minor FROM total WHERE settlement = ? "
                                                 "AND payee = ? AND party_id = ? AND currency = ? "
                                                 "ORDER BY amount_right"));
  const StatementKey& key = statement.key;
  rows.bind(settlement, static_cast<int>(key.payee), key.party_id, key.currency.code());
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    const auto right = right_of(rows.text(0));
    if (!right) return malformed(connection, right.error());
    statement.totals.push_back({*right, rows.int64(1)});
  }
}

// Widens the statement's period to hold the line's.
void cover(RoyaltyStatement& statement, const Entitlement& line) {
  if (line.track_id.empty()) return;
  const bool first = statement.period_start == Day{} && statement.period_end == Day{};
  statement.period_start = first ? line.period_start : std::min(statement.period_start, line.period_start);
  statement.period_end = first ? line.period_end : std::max(statement.period_end, line.period_end);
}

Result<void> read_lines(db::Connection& connection, std::int64_t settlement, RoyaltyStatement& statement) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare(kLinesOf));
  const StatementKey& key = statement.key;
  rows.bind(settlement, static_cast<int>(key.payee), key.party_id, key.currency.code());
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    LineCells cells;
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = rows.text(static_cast<int>(i));
    auto line = line_of(cells, key);
    if (!line) return malformed(connection, line.error());
    cover(statement, *line);
    statement.lines.push_back(std::move(*line));
  }
}

}  // namespace

struct StatementRecording::State {
  State(db::Connection& file, db::Transaction begun, db::Statement line, std::int64_t number)
      : connection(file), transaction(std::move(begun)), add_line(std::move(line)), settlement(number) {}

  Result<void> add(const Entitlement& line) {
    bind_line(add_line, settlement, line, cells_of(line), std::make_index_sequence<kLineColumns.size()>());
    return add_line.run();
  }

  Result<void> add_head(const Allocation& allocation) {
    TRIBUTARY_ASSIGN(auto add, connection.prepare("INSERT INTO settlement VALUES (?, ?, ?, ?, ?)"));
    add.bind(settlement, allocation.settlement_id, allocation.policy_name, allocation.policy_sha256,
             allocation.lines_sha256);
    return add.run();
  }

  Result<void> add_totals(const Allocation& allocation) {
    TRIBUTARY_ASSIGN(auto add, connection.prepare("INSERT INTO total VALUES (?, ?, ?, ?, ?, ?)"));
    for (const CurrencySettlement& currency : allocation.currencies) {
      for (const PayeeTotal& total : currency.totals) {
        const std::string_view right = total.right ? name_of(*total.right) : std::string_view();
        add.bind(settlement, static_cast<int>(total.payee), total.party_id, total.amount.currency.code(), right,
                 total.amount.minor);
        TRIBUTARY_TRY(add.run());
      }
    }
    return {};
  }

  db::Connection& connection;
  db::Transaction transaction;
  db::Statement add_line;
  std::int64_t settlement;
};

StatementRecording::StatementRecording(std::unique_ptr<State> state) : state_(std::move(state)) {}
StatementRecording::StatementRecording(StatementRecording&&) noexcept = default;
StatementRecording::~StatementRecording() = default;

EntitlementSink StatementRecording::sink() {
  return [state = state_.get()](const Entitlement& line) { return state->add(line); };
}

Result<void> StatementRecording::keep(const Allocation& allocation) {
  TRIBUTARY_ASSIGN(auto known, state_->connection.prepare("SELECT lines_sha256, policy_sha256 FROM settlement "
                                                          "WHERE settlement_id = ?"));
  known.bind(allocation.settlement_id);
  TRIBUTARY_ASSIGN(const bool is_known, known.next());
  if (is_known) {
    if (known.text(0) == allocation.lines_sha256 && known.text(1) == allocation.policy_sha256) return {};
    return Error{ErrorCode::kConflict,
                 fmt::format("the settlement {} is kept already, with other lines", allocation.settlement_id)};
  }
  TRIBUTARY_TRY(state_->add_head(allocation));
  TRIBUTARY_TRY(state_->add_totals(allocation));
  return state_->transaction.commit();
}

Result<StatementStore> StatementStore::open(const std::filesystem::path& path, db::Connection::Mode mode) {
  TRIBUTARY_ASSIGN(db::Connection connection, db::Connection::open(path, mode));
  TRIBUTARY_TRY(db::migrate(connection, kSchema));
  return StatementStore(std::move(connection));
}

Result<StatementRecording> StatementStore::record() {
  TRIBUTARY_ASSIGN(auto transaction, db::Transaction::begin(*connection_));
  TRIBUTARY_ASSIGN(const std::int64_t last,
                   connection_->query_int64("SELECT coalesce(max(settlement), 0) FROM settlement"));
  TRIBUTARY_ASSIGN(auto add_line, connection_->prepare(kAddLine));
  return StatementRecording(
      std::make_unique<StatementRecording::State>(*connection_, std::move(transaction), std::move(add_line), last + 1));
}

Result<std::vector<StatementSummary>> StatementStore::statements(std::string_view settlement_id) {
  TRIBUTARY_ASSIGN(
      auto rows,
      connection_->prepare("SELECT settlement_id, payee, party_id, currency, "
                           "  coalesce((SELECT sum(amount_minor) FROM total t WHERE t.settlement = line.settlement AND "
                           "  t.payee = line.payee AND t.party_id = line.party_id AND t.currency = line.currency), 0), "
                           "  count(*) "
                           "FROM line JOIN settlement USING (settlement) WHERE ?1 = '' OR settlement_id = ?1 "
                           "GROUP BY settlement_id, payee, party_id, currency "
                           "ORDER BY settlement_id, payee, party_id, currency"));
  rows.bind(settlement_id);
  std::vector<StatementSummary> summaries;
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, rows.next());
    if (!more) return summaries;
    const auto currency = currency_of(rows.text(3));
    if (!currency) return malformed(*connection_, currency.error());
    summaries.push_back(
        {{rows.text(0), static_cast<Payee>(rows.int64(1)), rows.text(2), *currency}, rows.int64(4), rows.int64(5)});
  }
}

Result<RoyaltyStatement> StatementStore::read(const StatementKey& key) {
  TRIBUTARY_ASSIGN(auto transaction, db::Transaction::begin_reading(*connection_));
  RoyaltyStatement statement;
  statement.key = key;
  TRIBUTARY_ASSIGN(const std::int64_t settlement, number_of(*connection_, key.settlement_id));
  TRIBUTARY_TRY(read_lines(*connection_, settlement, statement));
  if (settlement == 0 || statement.lines.empty())
    return Error{ErrorCode::kNotFound,
                 fmt::format("the settlement {} has no statement in {} for {}", key.settlement_id, key.currency.code(),
                             key.payee == Payee::kParty ? key.party_id : std::string(name_of(key.payee)))};
  TRIBUTARY_ASSIGN(auto head, connection_->prepare("SELECT policy_name, policy_sha256, lines_sha256 FROM settlement "
                                                   "WHERE settlement = ?"));
  head.bind(settlement);
  TRIBUTARY_TRY(head.next());
  statement.policy_name = head.text(0);
  statement.policy_sha256 = head.text(1);
  statement.lines_sha256 = head.text(2);
  TRIBUTARY_TRY(read_totals(*connection_, settlement, statement));
  return statement;
}

}  // namespace tributary::royalty
