#include "royalty/play_schema.h"

#include <array>

namespace tributary::royalty {
namespace {

constexpr const char* kVersion1 = R"sql(
CREATE TABLE play(
  event_id TEXT PRIMARY KEY,
  sha256   TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT, WITHOUT ROWID;

CREATE TABLE fraction(
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  account  TEXT NOT NULL,
  nano     INTEGER NOT NULL CHECK (nano BETWEEN 0 AND 999999999),
  PRIMARY KEY (currency, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE unposted(
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id     TEXT NOT NULL,
  part         INTEGER NOT NULL CHECK (part > 0),
  payee        INTEGER NOT NULL CHECK (payee BETWEEN 1 AND 5),
  party_id     TEXT NOT NULL,
  currency     TEXT NOT NULL CHECK (length(currency) = 3),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  reference    TEXT NOT NULL
) STRICT;

CREATE TRIGGER play_is_never_changed BEFORE UPDATE ON play
BEGIN SELECT RAISE(ABORT, 'a play is never changed'); END;
CREATE TRIGGER play_is_never_deleted BEFORE DELETE ON play
BEGIN SELECT RAISE(ABORT, 'a play is never deleted'); END;
)sql";

constexpr std::array<const char*, 1> kSteps{kVersion1};

}  // namespace

const db::Schema kPlaySchema{"Tributary register of plays", 0x54525031 /* "TRP1" */, kSteps};

}  // namespace tributary::royalty
