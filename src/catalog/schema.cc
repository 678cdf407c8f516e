#include "catalog/schema.h"

#include <array>

namespace tributary::catalog {
namespace {

constexpr const char *kVersion1 = R"sql(
CREATE TABLE segment(
  segment_id INTEGER PRIMARY KEY,
  checksum   TEXT NOT NULL UNIQUE CHECK (length(checksum) = 32),
  bytes      INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT;

CREATE TABLE recording(
  recording_id         TEXT PRIMARY KEY CHECK (recording_id = 'rec_' || substr(content_sha256, 1, 16)),
  content_sha256       TEXT NOT NULL CHECK (length(content_sha256) = 64),
  path                 TEXT NOT NULL,
  title                TEXT NOT NULL,
  artist               TEXT NOT NULL,
  work_id              TEXT NOT NULL,
  isrc                 TEXT NOT NULL,
  iswc                 TEXT NOT NULL,
  ai_use               TEXT NOT NULL,
  source               TEXT NOT NULL CHECK (source IN ('csv', 'file')),
  duration_s           REAL NOT NULL CHECK (duration_s BETWEEN 0 AND 1e9),
  loudness_lufs        REAL NOT NULL CHECK (loudness_lufs BETWEEN -1000 AND 1000),
  feature_version      INTEGER NOT NULL,
  fingerprint_bytes    INTEGER NOT NULL CHECK (fingerprint_bytes >= 0),
  fingerprint_checksum TEXT NOT NULL CHECK (length(fingerprint_checksum) = 32),
  segment_id           INTEGER REFERENCES segment ON DELETE SET NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recording_by_name ON recording(artist, title, recording_id);
CREATE INDEX recording_by_segment ON recording(segment_id, recording_id);

CREATE TABLE ownership(
  recording_id TEXT NOT NULL REFERENCES recording ON DELETE CASCADE,
  position     INTEGER NOT NULL,
  owner        TEXT NOT NULL,
  share_ppm    INTEGER NOT NULL CHECK (share_ppm BETWEEN 0 AND 1000000),
  PRIMARY KEY (recording_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag(
  recording_id TEXT NOT NULL REFERENCES recording ON DELETE CASCADE,
  name         TEXT NOT NULL,
  value        TEXT NOT NULL,
  PRIMARY KEY (recording_id, name)
) STRICT, WITHOUT ROWID;
)sql";

// What models heard in a recording: a file for each tier, made with the weights that `listener` names.
constexpr const char *kVersion2 = R"sql(
CREATE TABLE listening(
  recording_id TEXT NOT NULL REFERENCES recording ON DELETE CASCADE,
  tier         TEXT NOT NULL,
  listener     TEXT NOT NULL CHECK (length(listener) = 32),
  bytes        INTEGER NOT NULL CHECK (bytes >= 0),
  checksum     TEXT NOT NULL CHECK (length(checksum) = 32),
  PRIMARY KEY (recording_id, tier)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array<const char *, 2> kSteps{kVersion1, kVersion2};

}  // namespace

const db::Schema kCatalogSchema{"Tributary catalog", 0x54524231 /* "TRB1" */, kSteps};

}  // namespace tributary::catalog
