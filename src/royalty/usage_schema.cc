#include "royalty/usage_schema.h"

#include <array>

namespace tributary::royalty {
namespace {

// usage.id and refusal.id are the report's number times 2^32 plus the line. Texts that many lines share lie in track
// and context; both are only ever added to.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE report(
  report      INTEGER PRIMARY KEY CHECK (report BETWEEN 1 AND 2147483647),
  sha256      TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  name        TEXT NOT NULL,
  format      INTEGER NOT NULL CHECK (format IN (1, 2)),
  sender      TEXT NOT NULL,
  message     TEXT NOT NULL,
  file_number INTEGER NOT NULL,
  imported_ms INTEGER NOT NULL,
  not_royalty_bearing INTEGER NOT NULL CHECK (not_royalty_bearing >= 0)
) STRICT;
CREATE UNIQUE INDEX report_by_message ON report(sender, message, file_number) WHERE format = 2;

CREATE TABLE track(
  track    INTEGER PRIMARY KEY,
  track_id TEXT NOT NULL CHECK (track_id <> ''),
  isrc     TEXT NOT NULL,
  title    TEXT NOT NULL,
  UNIQUE (track_id, isrc, title)
) STRICT;

CREATE TABLE context(
  context      INTEGER PRIMARY KEY,
  territory    TEXT NOT NULL CHECK (length(territory) = 2),
  service      TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  period_end   INTEGER NOT NULL CHECK (period_end >= period_start),
  currency     TEXT NOT NULL,
  UNIQUE (territory, service, period_start, period_end, currency)
) STRICT;

CREATE TABLE usage(
  id            INTEGER PRIMARY KEY CHECK (id > 0),
  track         INTEGER NOT NULL,
  context       INTEGER NOT NULL,
  uses          INTEGER NOT NULL CHECK (uses >= 0),
  revenue_minor INTEGER NOT NULL CHECK (revenue_minor >= 0),
  user          TEXT NOT NULL
) STRICT;

CREATE TABLE refusal(
  id     INTEGER PRIMARY KEY CHECK (id > 0),
  reason TEXT NOT NULL
) STRICT;

CREATE TABLE pool(
  report            INTEGER NOT NULL REFERENCES report(report),
  summary           TEXT NOT NULL,
  context           INTEGER NOT NULL,
  uses              INTEGER NOT NULL CHECK (uses >= 0),
  net_revenue_minor INTEGER NOT NULL CHECK (net_revenue_minor >= 0),
  PRIMARY KEY (report, summary)
) STRICT, WITHOUT ROWID;

CREATE VIEW line AS
SELECT r.sha256, u.id & 4294967295 AS line, t.track_id, t.isrc, t.title, c.territory, c.service,
       date(c.period_start * 86400, 'unixepoch') AS period_start, date(c.period_end * 86400, 'unixepoch') AS period_end,
       u.uses, u.revenue_minor, c.currency, u.user
FROM usage u JOIN report r ON r.report = u.id >> 32 JOIN track t ON t.track = u.track
JOIN context c ON c.context = u.context;
)sql";

// Lines from `first` to `last` are in that settlement.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE settled(
  settlement_id TEXT NOT NULL,
  first         INTEGER NOT NULL CHECK (first > 0),
  last          INTEGER NOT NULL CHECK (last >= first),
  PRIMARY KEY (settlement_id, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX settled_by_line ON settled(first, last);
)sql";

constexpr std::array<const char*, 2> kSteps{kVersion1, kVersion2};

}  // namespace

const db::Schema kUsageSchema{"Tributary usage", 0x54525531 /* "TRU1" */, kSteps};

}  // namespace tributary::royalty
