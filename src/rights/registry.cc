#include "rights/registry.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "catalog/identifiers.h"
#include "db/migration.h"
#include "db/statement.h"
#include "db/transaction.h"
#include "rights/conflict_regions.h"
#include "rights/schema.h"
#include "rights/verdict.h"
#include "tributary/isrc.h"

namespace tributary::rights {
namespace {

std::int64_t number(AssetKind kind) { return static_cast<std::int64_t>(kind); }

std::optional<Day> bounded(Day day) {
  return day == kEverSince || day == kForGood ? std::nullopt : std::optional<Day>(day);
}

Error corrupt(const db::Connection& connection, std::string_view reason) {
  return Error{ErrorCode::kCorrupt, fmt::format("{}: {}", connection.path().string(), reason)};
}

Result<Day> day_column(const db::Connection& connection, const db::Statement& row, int column) {
  const std::int64_t days = row.int64(column);
  if (days < kEverSince.days || days > kForGood.days) return corrupt(connection, "a row holds an impossible day");
  return Day{static_cast<std::int32_t>(days)};
}

// Of a row of claims_of()'s query.
Result<StoredClaim> read_claim(const db::Connection& connection, const db::Statement& row, Right right) {
  StoredClaim stored;
  RightClaim& claim = stored.claim;
  claim.right = right;
  claim.party_id = row.text(0);
  claim.party_name = row.text(1);
  if (row.int64(2) < 1 || row.int64(2) > kWholePpm) return corrupt(connection, "a claim holds an impossible share");
  claim.share_ppm = static_cast<Ppm>(row.int64(2));
  claim.territory = row.text(3);
  const auto territory = parse_territory(claim.territory);
  if (!territory) return corrupt(connection, "a claim's territory " + territory.error().message);
  stored.territory = *territory;
  TRIBUTARY_ASSIGN(stored.first, day_column(connection, row, 4));
  TRIBUTARY_ASSIGN(stored.last, day_column(connection, row, 5));
  claim.from = bounded(stored.first);
  claim.until = bounded(stored.last);
  claim.part = row.int64(6);
  claim.source = row.text(7);
  claim.place = fmt::format("{}:{}", row.text(8), row.int64(9));
  return stored;
}

// All first columns of the rows.
template <typename... Values>
Result<std::vector<std::string>> texts(db::Connection& connection, const char* sql, const Values&... values) {
  TRIBUTARY_ASSIGN(db::Statement rows, connection.prepare(sql));
  rows.bind(values...);
  std::vector<std::string> found;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return found;
    found.push_back(rows.text(0));
  }
}

RightSplit split(const std::vector<StoredClaim>& claims, const RightsQuestion& question) {
  const Territory where = country(question.territory);
  std::vector<const StoredClaim*> active;
  for (const StoredClaim& claim : claims)
    if ((claim.territory & where).any() && claim.first <= question.day && question.day <= claim.last)
      active.push_back(&claim);
  Verdict verdict = judge(active);
  RightSplit answer;
  answer.shares = std::move(verdict.shares);
  answer.unclaimed_ppm = verdict.unclaimed_ppm;
  if (!verdict.conflict.empty()) answer.conflict = fmt::format("{}: {}", verdict.conflict, describe(verdict.colliding));
  return answer;
}

}  // namespace

Result<Registry> Registry::open(const std::filesystem::path& path, db::Connection::Mode mode, AssetAliases aliases) {
  TRIBUTARY_ASSIGN(db::Connection connection, db::Connection::open(path, mode));
  TRIBUTARY_TRY(db::migrate(connection, kRightsSchema));
  return Registry(std::move(connection), std::move(aliases));
}

Result<std::int64_t> Registry::named_asset(AssetKind kind, const std::string& value) const {
  // An id of one's own before a standard identifier of the same text, so that the answer does not depend on chance.
  TRIBUTARY_ASSIGN(db::Statement rows,
                   connection_.prepare("SELECT asset_key FROM asset_identifier WHERE kind = ? AND value = ? "
                                       "AND scheme IN ('own', 'isrc', 'iswc') ORDER BY scheme = 'own' DESC"));
  rows.bind(number(kind), value);
  TRIBUTARY_ASSIGN(const bool row, rows.next());
  if (row) return rows.int64(0);
  // "cwr:SENDER:NUMBER" is a scheme and a value.
  const std::size_t colon = value.rfind(':');
  if (colon == std::string::npos) return std::int64_t{0};
  TRIBUTARY_ASSIGN(db::Statement scoped,
                   connection_.prepare("SELECT asset_key FROM asset_identifier WHERE kind = ? AND "
                                       "value = ? AND scheme = ?"));
  scoped.bind(number(kind), value.substr(colon + 1), value.substr(0, colon));
  TRIBUTARY_ASSIGN(const bool found, scoped.next());
  return found ? scoped.int64(0) : std::int64_t{0};
}

// 0 where there is none.
Result<std::int64_t> Registry::asset_key(AssetKind kind, std::string_view asset_id) const {
  const bool recording = kind == AssetKind::kRecording;
  const std::string id(asset_id);
  TRIBUTARY_ASSIGN(const std::int64_t named, named_asset(kind, id));
  if (named != 0) return named;
  if (const auto standard = recording ? parse_isrc(id) : catalog::parse_iswc(id)) {
    TRIBUTARY_ASSIGN(const std::int64_t found, named_asset(kind, *standard));
    if (found != 0) return found;
  }
  const auto& standards = recording ? aliases_.isrc_of_recording : aliases_.iswc_of_work;
  if (const auto alias = standards.find(id); alias != standards.end()) {
    TRIBUTARY_ASSIGN(const std::int64_t found, named_asset(kind, alias->second));
    if (found != 0) return found;
  }
  return recording ? Result<std::int64_t>(std::int64_t{0}) : work_of_recordings(id);
}

// The one work that all known recordings of it record.
Result<std::int64_t> Registry::work_of_recordings(const std::string& work_id) const {
  const auto recordings = aliases_.recordings_of_work.find(work_id);
  if (recordings == aliases_.recordings_of_work.end()) return std::int64_t{0};
  std::set<std::int64_t> works;
  for (const std::string& recording_id : recordings->second) {
    TRIBUTARY_ASSIGN(const std::int64_t key, asset_key(AssetKind::kRecording, recording_id));
    TRIBUTARY_ASSIGN(db::Statement rows,
                     connection_.prepare("SELECT work_key FROM recorded_work WHERE recording_key = ?"));
    rows.bind(key);
    while (true) {
      TRIBUTARY_ASSIGN(const bool row, rows.next());
      if (!row) break;
      works.insert(rows.int64(0));
    }
  }
  return works.size() == 1 ? *works.begin() : std::int64_t{0};
}

Result<std::vector<StoredClaim>> Registry::claims_of(std::int64_t key, Right right) const {
  TRIBUTARY_ASSIGN(
      db::Statement rows,
      connection_.prepare(
          "SELECT p.party_id, p.name, c.share_ppm, c.territory, c.first_day, c.last_day, c.part, r.source, i.name, "
          "c.line FROM registration r JOIN claim c USING (registration_key) JOIN party p USING (party_key) "
          "JOIN import i USING (import_id) WHERE r.asset_key = ? AND r.right_kind = ? AND "
          "r.superseded_by IS NULL ORDER BY p.party_id, c.first_day, c.territory, r.source, c.claim_key"));
  rows.bind(key, static_cast<std::int64_t>(right));
  std::vector<StoredClaim> claims;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return claims;
    TRIBUTARY_ASSIGN(StoredClaim claim, read_claim(connection_, rows, right));
    claims.push_back(std::move(claim));
  }
}

Result<RightSplit> Registry::split_of(const RightsQuestion& question) const {
  const AssetKind kind = question.right == Right::kMaster ? AssetKind::kRecording : AssetKind::kWork;
  TRIBUTARY_ASSIGN(const std::int64_t key, asset_key(kind, question.asset_id));
  if (key == 0) return RightSplit{};
  TRIBUTARY_ASSIGN(const std::vector<StoredClaim> claims, claims_of(key, question.right));
  return split(claims, question);
}

Result<std::vector<AiReservation>> Registry::reservations_of(std::int64_t key, Day day) const {
  TRIBUTARY_ASSIGN(
      db::Statement rows,
      connection_.prepare("SELECT v.ai_use, v.terms_id, v.said_by, v.said_on, i.name, v.line FROM reservation v "
                          "JOIN import i USING (import_id) WHERE v.asset_key = ? AND v.said_on <= ? "
                          "ORDER BY v.said_on DESC, v.ai_use DESC, v.terms_id, v.said_by"));
  rows.bind(key, day.days);
  std::vector<AiReservation> found;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return found;
    if (rows.int64(0) < 1 || rows.int64(0) > 4) return corrupt(connection_, "a reservation is of no known kind");
    TRIBUTARY_ASSIGN(const Day said_on, day_column(connection_, rows, 3));
    found.push_back({static_cast<AiUse>(rows.int64(0)), rows.text(1), rows.text(2), said_on,
                     fmt::format("{}:{}", rows.text(4), rows.int64(5))});
  }
}

Result<std::optional<AiReservation>> Registry::reservation_of(AssetKind kind, std::string_view asset_id,
                                                              Day day) const {
  TRIBUTARY_ASSIGN(const std::int64_t key, asset_key(kind, asset_id));
  TRIBUTARY_ASSIGN(std::vector<AiReservation> said, reservations_of(key, day));
  if (said.empty()) return std::optional<AiReservation>();
  return std::optional<AiReservation>(std::move(said.front()));
}

Result<RightsAsset> Registry::read_asset(AssetKind kind, std::int64_t key) const {
  RightsAsset asset;
  asset.kind = kind;
  TRIBUTARY_ASSIGN(const auto ids, texts(connection_, "SELECT asset_id FROM asset WHERE asset_key = ?", key));
  asset.asset_id = ids.empty() ? std::string() : ids.front();
  TRIBUTARY_ASSIGN(db::Statement names,
                   connection_.prepare("SELECT scheme, value FROM asset_identifier WHERE asset_key = ? "
                                       "ORDER BY scheme, value"));
  names.bind(key);
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, names.next());
    if (!row) break;
    asset.identifiers.push_back({names.text(0), names.text(1)});
  }
  TRIBUTARY_ASSIGN(asset.titles,
                   texts(connection_, "SELECT title FROM asset_title WHERE asset_key = ? ORDER BY title", key));
  TRIBUTARY_ASSIGN(asset.linked,
                   texts(connection_,
                         kind == AssetKind::kRecording
                             ? "SELECT a.asset_id FROM recorded_work w JOIN asset a ON a.asset_key = w.work_key "
                               "WHERE w.recording_key = ? ORDER BY a.asset_id"
                             : "SELECT a.asset_id FROM recorded_work w JOIN asset a ON a.asset_key = w.recording_key "
                               "WHERE w.work_key = ? ORDER BY a.asset_id",
                         key));
  TRIBUTARY_ASSIGN(
      asset.releases,
      texts(connection_,
            "SELECT release_id || CASE title WHEN '' THEN '' ELSE ', ' || title END FROM release_recording "
            "WHERE asset_key = ? ORDER BY release_id",
            key));
  for (const Right right : {Right::kMaster, Right::kPublishing}) {
    TRIBUTARY_ASSIGN(std::vector<StoredClaim> claims, claims_of(key, right));
    for (StoredClaim& claim : claims) asset.claims.push_back(std::move(claim.claim));
  }
  TRIBUTARY_ASSIGN(asset.reservations, reservations_of(key, kForGood));
  TRIBUTARY_ASSIGN(
      db::Statement rows,
      connection_.prepare("SELECT d.subject, d.extent, d.source, i.name, d.line FROM disclosure d "
                          "JOIN import i USING (import_id) WHERE d.asset_key = ? ORDER BY d.subject, d.source"));
  rows.bind(key);
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return asset;
    asset.disclosures.push_back(
        {rows.text(0), rows.text(1), rows.text(2), fmt::format("{}:{}", rows.text(3), rows.int64(4))});
  }
}

Result<std::vector<RightsAsset>> Registry::find(std::string_view identifier) const {
  TRIBUTARY_ASSIGN(const db::Transaction moment, db::Transaction::begin_reading(connection_));
  std::vector<RightsAsset> found;
  for (const AssetKind kind : {AssetKind::kRecording, AssetKind::kWork}) {
    TRIBUTARY_ASSIGN(const std::int64_t key, asset_key(kind, identifier));
    if (key == 0) continue;
    TRIBUTARY_ASSIGN(RightsAsset asset, read_asset(kind, key));
    found.push_back(std::move(asset));
  }
  return found;
}

Result<void> Registry::each_conflict(const std::function<bool(const ClaimConflict&)>& visit) const {
  TRIBUTARY_ASSIGN(const db::Transaction moment, db::Transaction::begin_reading(connection_));
  TRIBUTARY_ASSIGN(
      db::Statement assets,
      connection_.prepare("SELECT DISTINCT a.asset_key, a.kind, a.asset_id, r.right_kind, "
                          "(SELECT min(title) FROM asset_title t WHERE t.asset_key = a.asset_key) "
                          "FROM asset a JOIN registration r USING (asset_key) WHERE r.superseded_by IS NULL "
                          "ORDER BY a.asset_key, r.right_kind"));
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, assets.next());
    if (!row) return {};
    ClaimConflict conflict;
    conflict.kind = assets.int64(1) == number(AssetKind::kRecording) ? AssetKind::kRecording : AssetKind::kWork;
    conflict.asset_id = assets.text(2);
    conflict.right = assets.int64(3) == static_cast<std::int64_t>(Right::kMaster) ? Right::kMaster : Right::kPublishing;
    conflict.title = assets.text(4);
    TRIBUTARY_ASSIGN(const std::vector<StoredClaim> claims, claims_of(assets.int64(0), conflict.right));
    for (const ConflictRegion& region : conflict_regions(claims)) {
      conflict.territory = to_string(region.territory);
      conflict.from = bounded(region.first);
      conflict.until = bounded(region.last);
      conflict.reason = region.reason;
      conflict.claims.clear();
      for (const StoredClaim* claim : region.colliding) conflict.claims.push_back(claim->claim);
      if (!visit(conflict)) return {};
    }
  }
}

}  // namespace tributary::rights
