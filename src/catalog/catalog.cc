#include "catalog/catalog.h"

#include <cstddef>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/hash.h"
#include "catalog/identifiers.h"
#include "catalog/schema.h"
#include "db/migration.h"
#include "db/statement.h"
#include "db/transaction.h"

namespace tributary::catalog {
namespace {

#define TRIBUTARY_RECORDING_COLUMNS                                                                      \
  "recording_id, content_sha256, path, title, artist, work_id, isrc, iswc, ai_use, source, duration_s, " \
  "loudness_lufs, feature_version, fingerprint_bytes, fingerprint_checksum, segment_id"

constexpr const char *kSearchable = "feature_version = ? AND segment_id IS NOT NULL";
constexpr const char *kSegmentsQuery =
    "SELECT s.segment_id, s.checksum, s.bytes, count(*), sum(r.duration_s) FROM segment s "
    "JOIN recording r ON r.segment_id = s.segment_id WHERE r.feature_version = ? "
    "GROUP BY s.segment_id ORDER BY s.segment_id";

Result<std::string> hex_column(const db::Statement &row, int column, std::size_t digits,
                               const std::filesystem::path &file) {
  std::string text = row.text(column);
  if (is_lower_hex(text, digits)) return text;
  return Error{ErrorCode::kCorrupt,
               fmt::format("{}: the row of {} holds a malformed checksum", file.string(), row.text(0))};
}

// Of a row of TRIBUTARY_RECORDING_COLUMNS, without owners and tags.
Result<StoredRecording> read_row(const db::Statement &row, const std::filesystem::path &file) {
  StoredRecording entry;
  Recording &recording = entry.recording;
  recording.recording_id = row.text(0);
  TRIBUTARY_ASSIGN(recording.content_sha256, hex_column(row, 1, 64, file));
  recording.path = row.text(2);
  recording.title = row.text(3);
  recording.artist = row.text(4);
  recording.work_id = row.text(5);
  recording.isrc = row.text(6);
  recording.iswc = row.text(7);
  recording.ai_use = row.text(8);
  entry.source = row.text(9) == "csv" ? MetadataSource::kCsv : MetadataSource::kFile;
  recording.duration_s = row.real(10);
  recording.loudness_lufs = row.real(11);
  entry.feature_version = row.int64(12);
  entry.fingerprint.bytes = row.int64(13);
  TRIBUTARY_ASSIGN(entry.fingerprint.checksum, hex_column(row, 14, 32, file));
  if (row.int64(15) != 0) entry.segment_id = row.int64(15);
  return entry;
}

Result<std::vector<SegmentMember>> read_members(db::Statement &rows, const std::filesystem::path &file) {
  std::vector<SegmentMember> members;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return members;
    SegmentMember &member = members.emplace_back();
    member.recording_id = rows.text(0);
    TRIBUTARY_ASSIGN(member.content_sha256, hex_column(rows, 1, 64, file));
    member.duration_s = rows.real(2);
    member.fingerprint.bytes = rows.int64(3);
    TRIBUTARY_ASSIGN(member.fingerprint.checksum, hex_column(rows, 4, 32, file));
  }
}

// What of `stored` outlives the arrival of `entry`.
StoredRecording merged(const StoredRecording &stored, const StoredRecording &entry) {
  StoredRecording result = entry;
  if (stored.source == MetadataSource::kCsv && entry.source == MetadataSource::kFile) {
    result.source = stored.source;
    result.recording = stored.recording;
    result.recording.path = entry.recording.path;
    result.recording.duration_s = entry.recording.duration_s;
    result.recording.loudness_lufs = entry.recording.loudness_lufs;
  }
  result.segment_id = stored.fingerprint == entry.fingerprint ? stored.segment_id : std::nullopt;
  return result;
}

// Length before content, so that no two lists of fields read the same.
void add_field(base::Sha256 &hash, const std::string &field) {
  const std::string framed = fmt::format("{}:{}", field.size(), field);
  hash.update(std::as_bytes(std::span(framed)));
}

}  // namespace

Result<Catalog> Catalog::open(const std::filesystem::path &path, std::int64_t feature_version,
                              db::Connection::Mode mode) {
  TRIBUTARY_ASSIGN(db::Connection connection, db::Connection::open(path, mode));
  TRIBUTARY_TRY(db::migrate(connection, kCatalogSchema));
  return Catalog(std::move(connection), feature_version);
}

Result<std::optional<StoredRecording>> Catalog::find(std::string_view recording_id) {
  TRIBUTARY_ASSIGN(db::Statement rows,
                   connection_.prepare("SELECT " TRIBUTARY_RECORDING_COLUMNS " FROM recording WHERE recording_id = ?"));
  rows.bind(recording_id);
  TRIBUTARY_ASSIGN(std::vector<StoredRecording> found, read_recordings(rows));
  if (found.empty()) return std::optional<StoredRecording>();
  return std::optional<StoredRecording>(std::move(found.front()));
}

Result<bool> Catalog::holds_content(std::string_view content_sha256) {
  TRIBUTARY_ASSIGN(db::Statement rows,
                   connection_.prepare("SELECT 1 FROM recording WHERE recording_id = ? AND content_sha256 = ?"));
  rows.bind(recording_id_of(content_sha256), content_sha256);
  return rows.next();
}

Result<std::vector<StoredRecording>> Catalog::list() {
  TRIBUTARY_ASSIGN(db::Statement rows, connection_.prepare("SELECT " TRIBUTARY_RECORDING_COLUMNS
                                                           " FROM recording ORDER BY artist, title, recording_id"));
  return read_recordings(rows);
}

Result<PutOutcome> Catalog::put(const StoredRecording &entry) {
  const Recording &recording = entry.recording;
  TRIBUTARY_ASSIGN(db::Transaction transaction, db::Transaction::begin(connection_));
  TRIBUTARY_ASSIGN(const auto stored, find(recording.recording_id));
  StoredRecording next = entry;
  next.segment_id.reset();
  if (stored) {
    if (stored->recording.content_sha256 != recording.content_sha256)
      return Error{
          ErrorCode::kConflict,
          fmt::format("{}: its content hash starts like that of {}, stored as {}; the two cannot share a catalog",
                      recording.path, stored->recording.path, recording.recording_id)};
    next = merged(*stored, entry);
    if (next == *stored) return PutOutcome::kUnchanged;
    if (stored->segment_id && !next.segment_id) TRIBUTARY_TRY(retire_segment(*stored->segment_id));
  }
  TRIBUTARY_TRY(write(next));
  TRIBUTARY_TRY(transaction.commit());
  return stored ? PutOutcome::kChanged : PutOutcome::kAdded;
}

Result<std::vector<StoredSegment>> Catalog::segments() {
  TRIBUTARY_ASSIGN(db::Statement rows, connection_.prepare(kSegmentsQuery));
  rows.bind(feature_version_);
  std::vector<StoredSegment> segments;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) return segments;
    TRIBUTARY_ASSIGN(const std::string checksum, hex_column(rows, 1, 32, connection_.path()));
    segments.push_back({rows.int64(0), checksum, rows.int64(2), rows.int64(3), rows.real(4)});
  }
}

Result<std::vector<SegmentMember>> Catalog::members(std::int64_t segment_id) {
  TRIBUTARY_ASSIGN(
      db::Statement rows,
      connection_.prepare("SELECT recording_id, content_sha256, duration_s, fingerprint_bytes, fingerprint_checksum "
                          "FROM recording WHERE segment_id = ? AND feature_version = ? ORDER BY recording_id"));
  rows.bind(segment_id, feature_version_);
  return read_members(rows, connection_.path());
}

Result<std::vector<SegmentMember>> Catalog::unindexed() {
  TRIBUTARY_ASSIGN(
      db::Statement rows,
      connection_.prepare("SELECT recording_id, content_sha256, duration_s, fingerprint_bytes, fingerprint_checksum "
                          "FROM recording WHERE segment_id IS NULL AND feature_version = ? ORDER BY recording_id"));
  rows.bind(feature_version_);
  return read_members(rows, connection_.path());
}

Result<void> Catalog::swap_segments(const SegmentSwap &swap) {
  TRIBUTARY_ASSIGN(db::Transaction transaction, db::Transaction::begin(connection_));
  for (const std::int64_t id : swap.retired) TRIBUTARY_TRY(retire_segment(id));
  TRIBUTARY_ASSIGN(db::Statement remove, connection_.prepare("DELETE FROM recording WHERE recording_id = ?"));
  for (const std::string &id : swap.removed_recordings) TRIBUTARY_TRY(remove.bind(id).run());
  for (const NewSegment &segment : swap.added) TRIBUTARY_TRY(add_segment(segment));
  return transaction.commit();
}

Result<Snapshot> Catalog::snapshot() {
  TRIBUTARY_ASSIGN(
      db::Statement rows,
      connection_.prepare(
          fmt::format(
              "SELECT content_sha256, work_id, title, artist, path, (SELECT group_concat(tier || '=' || listener) FROM "
              "(SELECT tier, listener FROM listening l WHERE l.recording_id = recording.recording_id ORDER BY tier)) "
              "FROM recording WHERE {} ORDER BY recording_id",
              kSearchable)
              .c_str()));
  rows.bind(feature_version_);
  Snapshot snapshot;
  base::Sha256 hash;
  add_field(hash, fmt::format("tributary.snapshot/2 features {}", feature_version_));
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) break;
    for (int column = 0; column < 6; ++column) add_field(hash, rows.text(column));
    ++snapshot.recordings;
  }
  snapshot.id = hash.finish_hex();
  return snapshot;
}

Result<Searchable> Catalog::searchable() {
  TRIBUTARY_ASSIGN(const db::Transaction moment, db::Transaction::begin_reading(connection_));
  Searchable searchable;
  TRIBUTARY_ASSIGN(searchable.snapshot, snapshot());
  TRIBUTARY_ASSIGN(searchable.segments, segments());
  TRIBUTARY_ASSIGN(db::Statement rows, connection_.prepare(fmt::format("SELECT " TRIBUTARY_RECORDING_COLUMNS
                                                                       " FROM recording WHERE {} ORDER BY recording_id",
                                                                       kSearchable)
                                                               .c_str()));
  rows.bind(feature_version_);
  TRIBUTARY_ASSIGN(searchable.recordings, read_recordings(rows));
  return searchable;
}

Result<std::vector<StoredRecording>> Catalog::read_recordings(db::Statement &rows) {
  std::vector<StoredRecording> entries;
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, rows.next());
    if (!row) break;
    TRIBUTARY_ASSIGN(StoredRecording entry, read_row(rows, connection_.path()));
    TRIBUTARY_TRY(read_details(entry));
    entries.push_back(std::move(entry));
  }
  return entries;
}

Result<void> Catalog::read_details(StoredRecording &entry) {
  Recording &recording = entry.recording;
  TRIBUTARY_ASSIGN(db::Statement owners, connection_.prepare("SELECT owner, share_ppm FROM ownership "
                                                             "WHERE recording_id = ? ORDER BY position"));
  owners.bind(recording.recording_id);
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, owners.next());
    if (!row) break;
    recording.owners.push_back({owners.text(0), static_cast<Ppm>(owners.int64(1))});
  }
  TRIBUTARY_ASSIGN(db::Statement tags, connection_.prepare("SELECT name, value FROM tag WHERE recording_id = ?"));
  tags.bind(recording.recording_id);
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, tags.next());
    if (!row) break;
    recording.tags.emplace(tags.text(0), tags.text(1));
  }
  TRIBUTARY_ASSIGN(db::Statement heard, connection_.prepare("SELECT recording_id, listener, checksum, bytes, tier "
                                                            "FROM listening WHERE recording_id = ?"));
  heard.bind(recording.recording_id);
  while (true) {
    TRIBUTARY_ASSIGN(const bool row, heard.next());
    if (!row) return {};
    Listening listening;
    TRIBUTARY_ASSIGN(listening.listener, hex_column(heard, 1, 32, connection_.path()));
    TRIBUTARY_ASSIGN(listening.file.checksum, hex_column(heard, 2, 32, connection_.path()));
    listening.file.bytes = heard.int64(3);
    entry.listenings.emplace(heard.text(4), std::move(listening));
  }
}

Result<void> Catalog::write(const StoredRecording &entry) {
  const Recording &recording = entry.recording;
  TRIBUTARY_ASSIGN(
      db::Statement insert,
      connection_.prepare("INSERT INTO recording(" TRIBUTARY_RECORDING_COLUMNS
                          ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0)) "
                          "ON CONFLICT(recording_id) DO UPDATE SET path = excluded.path, title = excluded.title, "
                          "artist = excluded.artist, work_id = excluded.work_id, isrc = excluded.isrc, "
                          "iswc = excluded.iswc, ai_use = excluded.ai_use, source = excluded.source, "
                          "duration_s = excluded.duration_s, loudness_lufs = excluded.loudness_lufs, "
                          "feature_version = excluded.feature_version, "
                          "fingerprint_bytes = excluded.fingerprint_bytes, "
                          "fingerprint_checksum = excluded.fingerprint_checksum, segment_id = excluded.segment_id"));
  insert.bind(recording.recording_id, recording.content_sha256, recording.path, recording.title, recording.artist,
              recording.work_id, recording.isrc, recording.iswc, recording.ai_use,
              entry.source == MetadataSource::kCsv ? "csv" : "file", recording.duration_s, recording.loudness_lufs,
              entry.feature_version, entry.fingerprint.bytes, entry.fingerprint.checksum, entry.segment_id.value_or(0));
  TRIBUTARY_TRY(insert.run());
  return write_details(entry);
}

Result<void> Catalog::write_details(const StoredRecording &entry) {
  const Recording &recording = entry.recording;
  for (const char *clear : {"DELETE FROM ownership WHERE recording_id = ?", "DELETE FROM tag WHERE recording_id = ?",
                            "DELETE FROM listening WHERE recording_id = ?"}) {
    TRIBUTARY_ASSIGN(db::Statement statement, connection_.prepare(clear));
    TRIBUTARY_TRY(statement.bind(recording.recording_id).run());
  }
  TRIBUTARY_ASSIGN(db::Statement owner, connection_.prepare("INSERT INTO ownership VALUES (?, ?, ?, ?)"));
  int position = 0;
  for (const Ownership &part : recording.owners)
    TRIBUTARY_TRY(owner.bind(recording.recording_id, position++, part.owner, part.share_ppm).run());
  TRIBUTARY_ASSIGN(db::Statement tag, connection_.prepare("INSERT INTO tag VALUES (?, ?, ?)"));
  for (const auto &[name, value] : recording.tags) TRIBUTARY_TRY(tag.bind(recording.recording_id, name, value).run());
  TRIBUTARY_ASSIGN(db::Statement heard, connection_.prepare("INSERT INTO listening VALUES (?, ?, ?, ?, ?)"));
  for (const auto &[tier, listening] : entry.listenings)
    TRIBUTARY_TRY(
        heard.bind(recording.recording_id, tier, listening.listener, listening.file.bytes, listening.file.checksum)
            .run());
  return {};
}

Result<void> Catalog::retire_segment(std::int64_t segment_id) {
  TRIBUTARY_ASSIGN(db::Statement retire, connection_.prepare("DELETE FROM segment WHERE segment_id = ?"));
  return retire.bind(segment_id).run();
}

Result<void> Catalog::add_segment(const NewSegment &segment) {
  TRIBUTARY_ASSIGN(db::Statement add, connection_.prepare("INSERT INTO segment(checksum, bytes) VALUES (?, ?)"));
  TRIBUTARY_TRY(add.bind(segment.checksum, segment.bytes).run());
  TRIBUTARY_ASSIGN(const std::int64_t id, connection_.query_int64("SELECT last_insert_rowid()"));
  TRIBUTARY_ASSIGN(db::Statement place,
                   connection_.prepare("UPDATE recording SET segment_id = ? WHERE recording_id = ? AND "
                                       "segment_id IS NULL"));
  for (const std::string &recording_id : segment.recording_ids) {
    TRIBUTARY_TRY(place.bind(id, recording_id).run());
    if (connection_.changed_rows() != 1)
      return Error{ErrorCode::kConflict, fmt::format("{}: recording {} left the catalog while it was being indexed",
                                                     connection_.path().string(), recording_id)};
  }
  return {};
}

}  // namespace tributary::catalog
