// The catalog of one workspace: recordings, owners, tags, and which index segment holds what.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/stored_recording.h"
#include "db/connection.h"
#include "tributary/result.h"

namespace tributary::catalog {

enum class PutOutcome { kAdded, kChanged, kUnchanged };

// What a trace searches: the recordings whose features are current and indexed.
struct Snapshot {
  // SHA-256 over everything of these recordings that an answer shows, the feature version and what has listened to
  // them. It does not depend on the order of imports, on interruptions or on how the index is cut into segments.
  std::string id;
  std::int64_t recordings = 0;
};

// What a trace opens, read at one moment.
struct Searchable {
  Snapshot snapshot;
  std::vector<StoredSegment> segments;
  std::vector<StoredRecording> recordings;  // by recording_id
};

// Stored rows are hostile: an id or checksum that is not one is kCorrupt, so that file names made of them
// are safe. Move only; one thread at a time.
class Catalog {
 public:
  // `feature_version` is the fingerprint format this build writes and searches. Every error names `path`.
  static Result<Catalog> open(const std::filesystem::path &path, std::int64_t feature_version,
                              db::Connection::Mode mode);

  // nullopt where there is none.
  Result<std::optional<StoredRecording>> find(std::string_view recording_id);
  Result<bool> holds_content(std::string_view content_sha256);

  // By artist, title, recording_id, compared byte by byte.
  Result<std::vector<StoredRecording>> list();

  // Adds the recording or replaces what was stored of it; durable when it returns. Its segment_id is
  // ignored: a new fingerprint takes the recording's old segment out of the index, everything else leaves
  // the index alone. A description from MetadataSource::kFile does not replace one from kCsv, but for the
  // path. kConflict where different content already has this recording_id.
  Result<PutOutcome> put(const StoredRecording &entry);

  // Segments of the current feature version, oldest first.
  Result<std::vector<StoredSegment>> segments();

  // Recordings of the current feature version in a segment, or in none yet; by recording_id.
  Result<std::vector<SegmentMember>> members(std::int64_t segment_id);
  Result<std::vector<SegmentMember>> unindexed();

  // All of the swap or nothing; durable when it returns.
  Result<void> swap_segments(const SegmentSwap &swap);

  Result<Snapshot> snapshot();
  Result<Searchable> searchable();

  // What SQLite's own checks object to, one line each; empty when sound.
  Result<std::string> integrity_problems() { return connection_.integrity_problems(); }

 private:
  Catalog(db::Connection connection, std::int64_t feature_version)
      : connection_(std::move(connection)), feature_version_(feature_version) {}

  Result<std::vector<StoredRecording>> read_recordings(db::Statement &rows);
  Result<void> read_details(StoredRecording &entry);
  Result<void> write(const StoredRecording &entry);
  Result<void> write_details(const StoredRecording &entry);
  Result<void> retire_segment(std::int64_t segment_id);
  Result<void> add_segment(const NewSegment &segment);

  db::Connection connection_;
  std::int64_t feature_version_;
};

}  // namespace tributary::catalog
