#include "rights/schema.h"

#include <array>

namespace tributary::rights {
namespace {

// A registration is what one source claims of one right of one asset; it holds until a later one of the same source
// supersedes it, and is kept. Days that are open are the least and the greatest 32-bit number.
constexpr const char *kVersion1 = R"sql(
CREATE TABLE import(
  import_id   INTEGER PRIMARY KEY,
  sha256      TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  name        TEXT NOT NULL,
  format      TEXT NOT NULL,
  imported_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE party(
  party_key INTEGER PRIMARY KEY,
  party_id  TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL
) STRICT;

CREATE TABLE party_identifier(
  scheme    TEXT NOT NULL,
  value     TEXT NOT NULL,
  party_key INTEGER NOT NULL REFERENCES party,
  PRIMARY KEY (scheme, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE asset(
  asset_key INTEGER PRIMARY KEY,
  kind      INTEGER NOT NULL CHECK (kind IN (1, 2)),
  asset_id  TEXT NOT NULL
) STRICT;

CREATE TABLE asset_identifier(
  kind      INTEGER NOT NULL CHECK (kind IN (1, 2)),
  value     TEXT NOT NULL,
  scheme    TEXT NOT NULL,
  asset_key INTEGER NOT NULL REFERENCES asset,
  PRIMARY KEY (kind, value, scheme)
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_identifier_by_asset ON asset_identifier(asset_key, scheme, value);

CREATE TABLE asset_title(
  asset_key INTEGER NOT NULL REFERENCES asset,
  title     TEXT NOT NULL,
  PRIMARY KEY (asset_key, title)
) STRICT, WITHOUT ROWID;

CREATE TABLE recorded_work(
  recording_key INTEGER NOT NULL REFERENCES asset,
  work_key      INTEGER NOT NULL REFERENCES asset,
  PRIMARY KEY (recording_key, work_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX recorded_work_by_work ON recorded_work(work_key, recording_key);

CREATE TABLE release_recording(
  asset_key  INTEGER NOT NULL REFERENCES asset,
  release_id TEXT NOT NULL,
  title      TEXT NOT NULL,
  PRIMARY KEY (asset_key, release_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE registration(
  registration_key INTEGER PRIMARY KEY,
  asset_key        INTEGER NOT NULL REFERENCES asset,
  right_kind       INTEGER NOT NULL CHECK (right_kind IN (1, 2)),
  source           TEXT NOT NULL,
  moment           TEXT NOT NULL,
  line             INTEGER NOT NULL,
  import_id        INTEGER NOT NULL REFERENCES import,
  superseded_by    INTEGER REFERENCES import
) STRICT;
CREATE UNIQUE INDEX registration_in_force ON registration(asset_key, right_kind, source) WHERE superseded_by IS NULL;

CREATE TABLE claim(
  claim_key        INTEGER PRIMARY KEY,
  registration_key INTEGER NOT NULL REFERENCES registration,
  party_key        INTEGER NOT NULL REFERENCES party,
  share_ppm        INTEGER NOT NULL CHECK (share_ppm BETWEEN 1 AND 1000000),
  territory        TEXT NOT NULL,
  first_day        INTEGER NOT NULL,
  last_day         INTEGER NOT NULL CHECK (last_day >= first_day),
  part             INTEGER NOT NULL,
  line             INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_by_registration ON claim(registration_key);

CREATE TABLE reservation(
  asset_key INTEGER NOT NULL REFERENCES asset,
  said_on   INTEGER NOT NULL,
  ai_use    INTEGER NOT NULL CHECK (ai_use BETWEEN 1 AND 4),
  terms_id  TEXT NOT NULL,
  said_by   TEXT NOT NULL,
  import_id INTEGER NOT NULL REFERENCES import,
  line      INTEGER NOT NULL,
  PRIMARY KEY (asset_key, said_on, ai_use, terms_id, said_by)
) STRICT, WITHOUT ROWID;

CREATE TABLE disclosure(
  asset_key INTEGER NOT NULL REFERENCES asset,
  source    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  moment    TEXT NOT NULL,
  extent    TEXT NOT NULL,
  import_id INTEGER NOT NULL REFERENCES import,
  line      INTEGER NOT NULL,
  PRIMARY KEY (asset_key, source, subject)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array<const char *, 1> kSteps{kVersion1};

}  // namespace

const db::Schema kRightsSchema{"Tributary rights graph", 0x54524752 /* "TRGR" */, kSteps};

}  // namespace tributary::rights
