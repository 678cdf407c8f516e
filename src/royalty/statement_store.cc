#include "royalty/statement_store.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "db/migration.h"
#include "royalty/statement_cells.h"
#include "royalty/text_map.h"

namespace tributary::royalty {
namespace {

// Lines are many and their texts are few: a line holds the numbers of its texts. Its columns are those of statements.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE settlement(
  settlement     INTEGER PRIMARY KEY,
  settlement_id  TEXT NOT NULL UNIQUE,
  policy_name    TEXT NOT NULL,
  policy_sha256  TEXT NOT NULL,
  lines_sha256   TEXT NOT NULL
) STRICT;

CREATE TABLE payee(
  payee      INTEGER PRIMARY KEY,
  settlement INTEGER NOT NULL,
  kind       INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
  party_id   TEXT NOT NULL,
  currency   TEXT NOT NULL CHECK (length(currency) = 3),
  UNIQUE (settlement, kind, party_id, currency)
) STRICT;

CREATE TABLE word(word INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE line(
  number INTEGER PRIMARY KEY,
  payee INTEGER NOT NULL,
  amount_right INTEGER NOT NULL, amount TEXT NOT NULL, ground INTEGER NOT NULL, track INTEGER NOT NULL,
  territory INTEGER NOT NULL, service INTEGER NOT NULL, period_start INTEGER NOT NULL, period_end INTEGER NOT NULL,
  uses INTEGER NOT NULL, usage_lines INTEGER NOT NULL, usage INTEGER NOT NULL, evidence INTEGER NOT NULL,
  tier INTEGER NOT NULL, recording INTEGER NOT NULL, work INTEGER NOT NULL, share_ppm INTEGER NOT NULL,
  right_ppm INTEGER NOT NULL, holding_ppm INTEGER NOT NULL
) STRICT;
CREATE INDEX line_of_payee ON line(payee);

CREATE TABLE total(
  payee        INTEGER NOT NULL REFERENCES payee(payee),
  amount_right TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (payee, amount_right)
) STRICT, WITHOUT ROWID;
)sql";
constexpr std::array<const char*, 1> kSteps{kVersion1};
constexpr db::Schema kSchema{"Tributary statements", 0x54525431 /* "TRT1" */, kSteps};

// Those of kLineColumns that are words.
constexpr std::array<std::size_t, 12> kWordColumns{0, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14};
constexpr const char* kAddLine =
    "INSERT INTO line VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
// In the order of kLineColumns.
constexpr const char* kLinesOf = R"sql(
SELECT (SELECT text FROM word WHERE word = amount_right), amount, (SELECT text FROM word WHERE word = ground),
       (SELECT text FROM word WHERE word = track), (SELECT text FROM word WHERE word = territory),
       (SELECT text FROM word WHERE word = service), (SELECT text FROM word WHERE word = period_start),
       (SELECT text FROM word WHERE word = period_end), uses, usage_lines, (SELECT text FROM word WHERE word = usage),
       (SELECT text FROM word WHERE word = evidence), (SELECT text FROM word WHERE word = tier),
       (SELECT text FROM word WHERE word = recording), (SELECT text FROM word WHERE word = work), share_ppm, right_ppm,
       holding_ppm
FROM line WHERE payee = ? ORDER BY number)sql";

Error malformed(const db::Connection& connection, const Error& error) {
  return Error{ErrorCode::kCorrupt, connection.path().string() + ": " + error.message};
}

// The number of a statement's payee; 0 where there is none.
Result<std::int64_t> find_payee(db::Connection& connection, const StatementKey& key) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare("SELECT payee FROM payee JOIN settlement USING (settlement) WHERE "
                                                 "settlement_id = ? AND kind = ? AND party_id = ? AND currency = ?"));
  rows.bind(key.settlement_id, static_cast<int>(key.payee), key.party_id, key.currency.code());
  TRIBUTARY_ASSIGN(const bool found, rows.next());
  return found ? rows.int64(0) : 0;
}

Result<void> read_totals(db::Connection& connection, std::int64_t payee, RoyaltyStatement& statement) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare("SELECT amount_right, amount_minor FROM total WHERE payee = ? "
                                                 "ORDER BY amount_right"));
  rows.bind(payee);
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

Result<void> read_lines(db::Connection& connection, std::int64_t payee, RoyaltyStatement& statement) {
  TRIBUTARY_ASSIGN(auto rows, connection.prepare(kLinesOf));
  rows.bind(payee);
  while (true) {
    TRIBUTARY_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    LineCells cells;
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = rows.text(static_cast<int>(i));
    auto line = line_of(cells, statement.key);
    if (!line) return malformed(connection, line.error());
    cover(statement, *line);
    statement.lines.push_back(std::move(*line));
  }
}

}  // namespace

struct StatementRecording::State {
  struct Statements {
    db::Statement add_line;
    db::Statement add_payee;
    db::Statement find_word;
    db::Statement add_word;
  };

  State(db::Connection& file, db::Transaction begun, Statements prepared, std::int64_t number)
      : connection(file), transaction(std::move(begun)), statements(std::move(prepared)), settlement(number) {}

  // The number of a text that lines share.
  Result<std::int64_t> word(std::string_view text) {
    if (const auto cached = words.find(text); cached != words.end()) return cached->second;
    statements.find_word.bind(text);
    TRIBUTARY_ASSIGN(std::int64_t number, first_number(statements.find_word));
    if (number == 0) {
      statements.add_word.bind(text);
      TRIBUTARY_ASSIGN(number, first_number(statements.add_word));
    }
    constexpr std::size_t kCachedWords = 400'000;
    if (words.size() >= kCachedWords) words.clear();
    words.emplace(text, number);
    return number;
  }

  Result<std::int64_t> payee(Payee kind, const std::string& party_id, const Currency& currency) {
    key = party_id;
    key += static_cast<char>(kind);
    key += currency.code();
    if (const auto cached = payees.find(key); cached != payees.end()) return cached->second;
    statements.add_payee.bind(settlement, static_cast<int>(kind), party_id, currency.code());
    TRIBUTARY_ASSIGN(const std::int64_t number, first_number(statements.add_payee));
    payees.emplace(key, number);
    return number;
  }

  Result<void> add(const Entitlement& line) {
    const LineCells cells = cells_of(line);
    std::array<std::int64_t, kLineColumns.size()> texts{};
    for (const std::size_t i : kWordColumns) {
      TRIBUTARY_ASSIGN(texts[i], word(cells[i]));
    }
    TRIBUTARY_ASSIGN(const std::int64_t whose, payee(line.payee, line.party_id, line.currency));
    statements.add_line.bind(whose, texts[0], cells[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7],
                             line.uses, line.usage_lines, texts[10], texts[11], texts[12], texts[13], texts[14],
                             line.share_ppm, line.right_ppm, line.holding_ppm);
    return statements.add_line.run();
  }

  Result<void> add_head(const Allocation& allocation) {
    TRIBUTARY_ASSIGN(auto add, connection.prepare("INSERT INTO settlement VALUES (?, ?, ?, ?, ?)"));
    add.bind(settlement, allocation.settlement_id, allocation.policy_name, allocation.policy_sha256,
             allocation.lines_sha256);
    return add.run();
  }

  Result<void> add_totals(const Allocation& allocation) {
    TRIBUTARY_ASSIGN(auto add, connection.prepare("INSERT INTO total VALUES (?, ?, ?)"));
    for (const CurrencySettlement& currency : allocation.currencies) {
      for (const PayeeTotal& total : currency.totals) {
        TRIBUTARY_ASSIGN(const std::int64_t whose, payee(total.payee, total.party_id, total.amount.currency));
        add.bind(whose, total.right ? name_of(*total.right) : std::string_view(), total.amount.minor);
        TRIBUTARY_TRY(add.run());
      }
    }
    return {};
  }

  static Result<std::int64_t> first_number(db::Statement& statement) {
    TRIBUTARY_ASSIGN(const bool found, statement.next());
    const std::int64_t number = found ? statement.int64(0) : 0;
    statement.reset();
    return number;
  }

  db::Connection& connection;
  db::Transaction transaction;
  Statements statements;
  std::int64_t settlement;
  TextMap<std::int64_t> words;
  TextMap<std::int64_t> payees;
  std::string key;
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
  TRIBUTARY_ASSIGN(auto add_payee, connection_->prepare("INSERT INTO payee(settlement, kind, party_id, currency) "
                                                        "VALUES (?, ?, ?, ?) RETURNING payee"));
  TRIBUTARY_ASSIGN(auto find_word, connection_->prepare("SELECT word FROM word WHERE text = ?"));
  TRIBUTARY_ASSIGN(auto add_word, connection_->prepare("INSERT INTO word(text) VALUES (?) RETURNING word"));
  StatementRecording::State::Statements statements{std::move(add_line), std::move(add_payee), std::move(find_word),
                                                   std::move(add_word)};
  return StatementRecording(std::make_unique<StatementRecording::State>(*connection_, std::move(transaction),
                                                                        std::move(statements), last + 1));
}

Result<std::vector<StatementSummary>> StatementStore::statements(std::string_view settlement_id) {
  TRIBUTARY_ASSIGN(
      auto rows,
      connection_->prepare("SELECT settlement_id, kind, party_id, currency, "
                           "  coalesce((SELECT sum(amount_minor) FROM total WHERE total.payee = payee.payee), 0), "
                           "  (SELECT count(*) FROM line WHERE line.payee = payee.payee) "
                           "FROM payee JOIN settlement USING (settlement) WHERE ?1 = '' OR settlement_id = ?1 "
                           "ORDER BY settlement_id, kind, party_id, currency"));
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
  TRIBUTARY_ASSIGN(const std::int64_t payee, find_payee(*connection_, key));
  TRIBUTARY_TRY(read_lines(*connection_, payee, statement));
  if (payee == 0 || statement.lines.empty())
    return Error{ErrorCode::kNotFound,
                 fmt::format("the settlement {} has no statement in {} for {}", key.settlement_id, key.currency.code(),
                             key.payee == Payee::kParty ? key.party_id : std::string(name_of(key.payee)))};
  TRIBUTARY_ASSIGN(auto head, connection_->prepare("SELECT policy_name, policy_sha256, lines_sha256 FROM settlement "
                                                   "WHERE settlement_id = ?"));
  head.bind(key.settlement_id);
  TRIBUTARY_TRY(head.next());
  statement.policy_name = head.text(0);
  statement.policy_sha256 = head.text(1);
  statement.lines_sha256 = head.text(2);
  TRIBUTARY_TRY(read_totals(*connection_, payee, statement));
  return statement;
}

}  // namespace tributary::royalty
