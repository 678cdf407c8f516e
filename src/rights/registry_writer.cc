#include "rights/registry_writer.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "db/statement.h"
#include "rights/identifier_text.h"
#include "rights/stored_claim.h"

namespace tributary::rights {
namespace {

// Of the statement, not of the database.
bool is_refusal(const Error& error) {
  return error.code == ErrorCode::kConflict || error.code == ErrorCode::kInvalidInput ||
         error.code == ErrorCode::kLimit;
}

Error contradiction(std::string reason) { return Error{ErrorCode::kConflict, std::move(reason)}; }

std::int64_t number(AssetKind kind) { return static_cast<std::int64_t>(kind); }

void append(std::vector<LineRange>& ranges, std::int64_t line) {
  if (!ranges.empty() && (ranges.back().last == line || ranges.back().last + 1 == line))
    ranges.back().last = line;
  else
    ranges.push_back({line, line});
}

}  // namespace

Result<db::Statement*> RegistryWriter::prepared(const char* sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return &known->second;
  TRIBUTARY_ASSIGN(db::Statement statement, connection_.prepare(sql));
  return &statements_.emplace(sql, std::move(statement)).first->second;
}

template <typename... Values>
Result<void> RegistryWriter::run(const char* sql, const Values&... values) {
  TRIBUTARY_ASSIGN(db::Statement* const statement, prepared(sql));
  return statement->bind(values...).run();
}

template <typename... Values>
Result<std::int64_t> RegistryWriter::first_number(std::int64_t otherwise, const char* sql, const Values&... values) {
  TRIBUTARY_ASSIGN(db::Statement* const rows, prepared(sql));
  rows->bind(values...);
  TRIBUTARY_ASSIGN(const bool row, rows->next());
  const std::int64_t found = row ? rows->int64(0) : otherwise;
  rows->reset();
  return found;
}

Result<void> RegistryWriter::take(const Statement& statement) {
  const RightsImportCounts before = report_.counts;
  TRIBUTARY_TRY(connection_.execute("SAVEPOINT statement"));
  const auto applied = apply(statement);
  if (applied) {
    ++report_.counts.statements;
    return connection_.execute("RELEASE statement");
  }
  if (!is_refusal(applied.error())) return applied;
  report_.counts = before;
  refuse(statement.line, applied.error().message);
  return connection_.execute("ROLLBACK TO statement; RELEASE statement");
}

void RegistryWriter::refuse(std::int64_t line, const std::string& reason) {
  if (report_.refused.size() < kMostRefused)
    report_.refused.push_back({fmt::format("{}:{}", report_.file, line), reason});
  else
    ++report_.further_refused;
}

void RegistryWriter::ignore(std::int64_t line, const std::string& what) {
  const bool full = ignored_.size() >= kMostIgnoredKinds && ignored_.find(what) == ignored_.end();
  IgnoredLines& ignored = ignored_[full ? "(further kinds)" : what];
  ++ignored.count;
  append(ignored.lines, line);
}

void RegistryWriter::finish() {
  for (auto& [what, ignored] : ignored_) {
    ignored.what = what;
    report_.ignored.push_back(std::move(ignored));
  }
  ignored_.clear();
}

Result<void> RegistryWriter::apply(const Statement& statement) {
  TRIBUTARY_ASSIGN(const std::int64_t key, asset_key(statement.asset));
  TRIBUTARY_TRY(link(statement, key));
  // Linking may have merged the asset into an older one.
  TRIBUTARY_ASSIGN(const std::int64_t final_key, asset_key(statement.asset));
  TRIBUTARY_TRY(reserve(statement, final_key));
  TRIBUTARY_TRY(disclose(statement, final_key));
  return statement.registration ? register_claims(statement, final_key) : Result<void>();
}

Result<std::vector<std::int64_t>> RegistryWriter::known_assets(const AssetRecord& record) {
  std::set<std::int64_t> keys;
  for (const Identifier& identifier : record.identifiers) {
    TRIBUTARY_ASSIGN(
        const std::int64_t key,
        first_number(0, "SELECT asset_key FROM asset_identifier WHERE kind = ? AND value = ? AND scheme = ?",
                     number(record.kind), identifier.value, identifier.scheme));
    if (key != 0) keys.insert(key);
  }
  return std::vector<std::int64_t>(keys.begin(), keys.end());
}

// A recording has one ISRC and a work one ISWC: another one means another asset.
Result<void> RegistryWriter::check_standard_identifier(const AssetRecord& record,
                                                       const std::vector<std::int64_t>& keys) {
  const std::string scheme = record.kind == AssetKind::kRecording ? "isrc" : "iswc";
  std::set<std::string> values;
  for (const Identifier& identifier : record.identifiers)
    if (identifier.scheme == scheme) values.insert(identifier.value);
  for (const std::int64_t key : keys) {
    TRIBUTARY_ASSIGN(db::Statement rows,
                     connection_.prepare("SELECT value FROM asset_identifier WHERE asset_key = ? AND scheme = ?"));
    rows.bind(key, scheme);
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (row) values.insert(rows.text(0));
  }
  if (values.size() < 2) return {};
  return contradiction(
      fmt::format("makes {} and {} one {}", *values.begin(), *std::next(values.begin()), name_of(record.kind)));
}

Result<std::int64_t> RegistryWriter::asset_key(const AssetRecord& record) {
  TRIBUTARY_ASSIGN(const std::vector<std::int64_t> keys, known_assets(record));
  TRIBUTARY_TRY(check_standard_identifier(record, keys));
  std::int64_t key = keys.empty() ? 0 : keys.front();
  if (key == 0) {
    TRIBUTARY_TRY(run("INSERT INTO asset(kind, asset_id) VALUES (?, ?)", number(record.kind),
                      text_of(record.identifiers.front())));
    TRIBUTARY_ASSIGN(key, connection_.query_int64("SELECT last_insert_rowid()"));
  }
  for (std::size_t i = 1; i < keys.size(); ++i) TRIBUTARY_TRY(merge_assets(key, keys[i]));
  for (const Identifier& identifier : record.identifiers)
    TRIBUTARY_TRY(run("INSERT OR IGNORE INTO asset_identifier VALUES (?, ?, ?, ?)", number(record.kind),
                      identifier.value, identifier.scheme, key));
  for (const std::string& title : record.titles)
    TRIBUTARY_TRY(run("INSERT OR IGNORE INTO asset_title VALUES (?, ?)", key, title));
  return key;
}

Result<void> RegistryWriter::merge_assets(std::int64_t into, std::int64_t from) {
  TRIBUTARY_TRY(merge_registrations(into, from));
  for (const char* move : {"UPDATE registration SET asset_key = ? WHERE asset_key = ?",
                           "UPDATE asset_identifier SET asset_key = ? WHERE asset_key = ?",
                           "UPDATE OR IGNORE asset_title SET asset_key = ? WHERE asset_key = ?",
                           "UPDATE OR IGNORE recorded_work SET recording_key = ? WHERE recording_key = ?",
                           "UPDATE OR IGNORE recorded_work SET work_key = ? WHERE work_key = ?",
                           "UPDATE OR IGNORE release_recording SET asset_key = ? WHERE asset_key = ?",
                           "UPDATE OR IGNORE reservation SET asset_key = ? WHERE asset_key = ?",
                           "UPDATE OR IGNORE disclosure SET asset_key = ? WHERE asset_key = ?"})
    TRIBUTARY_TRY(run(move, into, from));
  for (const char* drop :
       {"DELETE FROM asset_title WHERE asset_key = ?", "DELETE FROM recorded_work WHERE recording_key = ?",
        "DELETE FROM recorded_work WHERE work_key = ?", "DELETE FROM release_recording WHERE asset_key = ?",
        "DELETE FROM reservation WHERE asset_key = ?", "DELETE FROM disclosure WHERE asset_key = ?",
        "DELETE FROM asset WHERE asset_key = ?"})
    TRIBUTARY_TRY(run(drop, from));
  return {};
}

// Where both are claimed by one source: claims of this very file are joined, else the later registration holds.
Result<void> RegistryWriter::merge_registrations(std::int64_t into, std::int64_t from) {
  TRIBUTARY_ASSIGN(db::Statement pairs,
                   connection_.prepare("SELECT a.registration_key, b.registration_key, a.import_id = b.import_id "
                                       "FROM registration a JOIN registration b ON b.right_kind = a.right_kind AND "
                                       "b.source = a.source AND b.superseded_by IS NULL AND b.asset_key = ? "
                                       "WHERE a.asset_key = ? AND a.superseded_by IS NULL"));
  pairs.bind(from, into);
  struct Pair {
    std::int64_t earlier;
    std::int64_t later;
    bool of_one_file;
  };
  std::vector<Pair> found;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, pairs.next());
    if (!row) break;
    found.push_back(
        {std::min(pairs.int64(0), pairs.int64(1)), std::max(pairs.int64(0), pairs.int64(1)), pairs.int64(2) != 0});
  }
  for (const Pair& pair : found) {
    if (pair.of_one_file)
      TRIBUTARY_TRY(run("UPDATE claim SET registration_key = ? WHERE registration_key = ?", pair.later, pair.earlier));
    TRIBUTARY_TRY(
        run("UPDATE registration SET superseded_by = ? WHERE registration_key = ?", import_id_, pair.earlier));
  }
  return {};
}

Result<std::int64_t> RegistryWriter::party_key(const PartyRecord& record) {
  std::int64_t key = 0;
  for (const Identifier& identifier : record.identifiers) {
    TRIBUTARY_ASSIGN(const std::int64_t known,
                     first_number(0, "SELECT party_key FROM party_identifier WHERE scheme = ? AND value = ?",
                                  identifier.scheme, identifier.value));
    if (known != 0 && key != 0 && known != key)
      return contradiction(
          fmt::format("{} and {} are different parties", text_of(record.identifiers.front()), text_of(identifier)));
    if (known != 0) key = known;
  }
  if (key == 0) {
    TRIBUTARY_ASSIGN(key, add_party(record));
  }
  for (const Identifier& identifier : record.identifiers)
    TRIBUTARY_TRY(
        run("INSERT OR IGNORE INTO party_identifier VALUES (?, ?, ?)", identifier.scheme, identifier.value, key));
  TRIBUTARY_TRY(run("UPDATE party SET name = ? WHERE party_key = ? AND name = ''", record.name, key));
  return key;
}

Result<std::int64_t> RegistryWriter::add_party(const PartyRecord& record) {
  TRIBUTARY_TRY(
      run("INSERT INTO party(party_id, name) VALUES (?, ?)", text_of(record.identifiers.front()), record.name));
  return connection_.query_int64("SELECT last_insert_rowid()");
}

Result<void> RegistryWriter::link(const Statement& statement, std::int64_t key) {
  for (const AssetRecord& other : statement.linked) {
    TRIBUTARY_ASSIGN(const std::int64_t other_key, asset_key(other));
    const bool from_recording = statement.asset.kind == AssetKind::kRecording;
    TRIBUTARY_TRY(run("INSERT OR IGNORE INTO recorded_work VALUES (?, ?)", from_recording ? key : other_key,
                      from_recording ? other_key : key));
  }
  for (const ReleaseRecord& release : statement.releases)
    TRIBUTARY_TRY(
        run("INSERT OR REPLACE INTO release_recording VALUES (?, ?, ?)", key, release.release_id, release.title));
  return {};
}

Result<void> RegistryWriter::reserve(const Statement& statement, std::int64_t key) {
  for (const ReservationRecord& reservation : statement.reservations) {
    TRIBUTARY_TRY(run("INSERT OR IGNORE INTO reservation VALUES (?, ?, ?, ?, ?, ?, ?)", key, reservation.said_on.days,
                      static_cast<std::int64_t>(reservation.use), reservation.terms_id, reservation.said_by, import_id_,
                      statement.line));
    report_.counts.reservations += connection_.changed_rows();
  }
  return {};
}

Result<void> RegistryWriter::disclose(const Statement& statement, std::int64_t key) {
  for (const DisclosureRecord& disclosure : statement.disclosures) {
    TRIBUTARY_TRY(run(
        "INSERT INTO disclosure VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(asset_key, source, subject) "
        "DO UPDATE SET moment = excluded.moment, extent = excluded.extent, "
        "import_id = excluded.import_id, line = excluded.line WHERE excluded.moment >= moment",
        key, statement.source, disclosure.subject, statement.moment, disclosure.extent, import_id_, disclosure.line));
    report_.counts.disclosures += connection_.changed_rows();
  }
  return {};
}

Result<void> RegistryWriter::register_claims(const Statement& statement, std::int64_t key) {
  const Registration& registration = *statement.registration;
  TRIBUTARY_ASSIGN(const std::int64_t registration_key, begin_registration(statement, key));
  TRIBUTARY_TRY(add_claims(registration, registration_key));
  return check_claim_limit(key, registration.right);
}

Result<std::int64_t> RegistryWriter::begin_registration(const Statement& statement, std::int64_t key) {
  const auto right = static_cast<std::int64_t>(statement.registration->right);
  TRIBUTARY_ASSIGN(
      db::Statement rows,
      connection_.prepare("SELECT registration_key, import_id, line, moment FROM registration "
                          "WHERE asset_key = ? AND right_kind = ? AND source = ? AND superseded_by IS NULL"));
  rows.bind(key, right, statement.source);
  TRIBUTARY_ASSIGN(const bool known, rows.next());
  bool outdated = false;
  if (known) {
    const std::int64_t earlier = rows.int64(0);
    if (rows.int64(1) == import_id_) {
      if (statement.registration->grows) return earlier;
      return contradiction(fmt::format("registers again what line {} has registered", rows.int64(2)));
    }
    outdated = statement.moment < rows.text(3);
    if (outdated)
      ignore(statement.line, "older than what the same source has registered: kept as history");
    else {
      TRIBUTARY_TRY(run("UPDATE registration SET superseded_by = ? WHERE registration_key = ?", import_id_, earlier));
      TRIBUTARY_ASSIGN(const std::int64_t replaced,
                       first_number(0, "SELECT count(*) FROM claim WHERE registration_key = ?", earlier));
      report_.counts.superseded += replaced;
    }
  }
  TRIBUTARY_TRY(
      run("INSERT INTO registration(asset_key, right_kind, source, moment, line, import_id, superseded_by) "
          "VALUES (?, ?, ?, ?, ?, ?, nullif(?, 0))",
          key, right, statement.source, statement.moment, statement.line, import_id_,
          outdated ? import_id_ : std::int64_t{0}));
  return connection_.query_int64("SELECT last_insert_rowid()");
}

Result<void> RegistryWriter::add_claims(const Registration& registration, std::int64_t registration_key) {
  for (const ClaimRecord& claim : registration.claims) {
    TRIBUTARY_ASSIGN(const std::int64_t party, party_key(claim.party));
    if (claim.share_ppm == 0) continue;
    TRIBUTARY_TRY(
        run("INSERT INTO claim(registration_key, party_key, share_ppm, territory, first_day, last_day, part, line) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            registration_key, party, claim.share_ppm, to_string(claim.territory),
            claim.period.from.value_or(kEverSince).days, claim.period.until.value_or(kForGood).days, claim.part,
            claim.line));
    ++report_.counts.claims;
  }
  return {};
}

Result<void> RegistryWriter::check_claim_limit(std::int64_t key, Right right) {
  TRIBUTARY_ASSIGN(const std::int64_t count,
                   first_number(0,
                                "SELECT count(*) FROM registration r JOIN claim c USING (registration_key) "
                                "WHERE r.asset_key = ? AND r.right_kind = ? AND r.superseded_by IS NULL",
                                key, static_cast<std::int64_t>(right)));
  if (count <= kMostClaims) return {};
  return Error{ErrorCode::kLimit,
               fmt::format("is one claim too many: {} are in force for this {} right", kMostClaims, name_of(right))};
}

}  // namespace tributary::rights
