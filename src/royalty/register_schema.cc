#include "royalty/register_schema.h"

#include <array>

namespace tributary::royalty {
namespace {

// settlement, posting, part and dispute_event are written once; payment and dispute follow the ledger.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE settlement(
  settlement_id     TEXT PRIMARY KEY,
  policy_name       TEXT NOT NULL,
  policy_sha256     TEXT NOT NULL,
  lines_sha256      TEXT NOT NULL,
  usage_lines       INTEGER NOT NULL,
  entitlement_lines INTEGER NOT NULL,
  recorded_ms       INTEGER NOT NULL,
  posted            INTEGER NOT NULL CHECK (posted IN (0, 1))
) STRICT;

CREATE TABLE posting(
  transfer_id   BLOB PRIMARY KEY CHECK (length(transfer_id) = 16),
  settlement_id TEXT NOT NULL REFERENCES settlement(settlement_id),
  payee         INTEGER NOT NULL CHECK (payee BETWEEN 1 AND 5),
  party_id      TEXT NOT NULL,
  holding       INTEGER NOT NULL CHECK (holding BETWEEN 0 AND 2),
  currency      TEXT NOT NULL CHECK (length(currency) = 3),
  amount_minor  INTEGER NOT NULL CHECK (amount_minor <> 0),
  UNIQUE (settlement_id, party_id, holding, currency, payee)
) STRICT;

CREATE TABLE part(
  transfer_id  BLOB NOT NULL REFERENCES posting(transfer_id),
  asset_id     TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  PRIMARY KEY (transfer_id, asset_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment(
  transfer_id    BLOB PRIMARY KEY CHECK (length(transfer_id) = 16),
  posting        BLOB NOT NULL REFERENCES posting(transfer_id),
  amount_minor   INTEGER NOT NULL CHECK (amount_minor > 0),
  release_ms     INTEGER NOT NULL,
  state          INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  moved_by       BLOB,
  reversed_minor INTEGER NOT NULL DEFAULT 0,
  dispute_id     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX payment_of_posting ON payment(posting);
CREATE INDEX payment_due ON payment(release_ms) WHERE state = 1 AND dispute_id = '';
CREATE INDEX payment_releasing ON payment(state) WHERE state = 4;

CREATE TABLE dispute(
  dispute_id   TEXT PRIMARY KEY,
  posting      BLOB NOT NULL REFERENCES posting(transfer_id),
  asset_id     TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  deadline_ms  INTEGER NOT NULL,
  state        INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),
  kind         INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),
  to_party     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX dispute_of_posting ON dispute(posting);

CREATE TABLE dispute_event(
  number     INTEGER PRIMARY KEY,
  dispute_id TEXT NOT NULL REFERENCES dispute(dispute_id),
  event      TEXT NOT NULL,
  role       TEXT NOT NULL,
  person     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  time_ms    INTEGER NOT NULL
) STRICT;

CREATE TRIGGER posting_is_never_changed BEFORE UPDATE ON posting
BEGIN SELECT RAISE(ABORT, 'a posting is never changed'); END;
CREATE TRIGGER posting_is_never_deleted BEFORE DELETE ON posting
BEGIN SELECT RAISE(ABORT, 'a posting is never deleted'); END;
CREATE TRIGGER part_is_never_changed BEFORE UPDATE ON part
BEGIN SELECT RAISE(ABORT, 'a part is never changed'); END;
CREATE TRIGGER part_is_never_deleted BEFORE DELETE ON part
BEGIN SELECT RAISE(ABORT, 'a part is never deleted'); END;
CREATE TRIGGER dispute_event_is_never_changed BEFORE UPDATE ON dispute_event
BEGIN SELECT RAISE(ABORT, 'what was said in a dispute is never changed'); END;
CREATE TRIGGER dispute_event_is_never_deleted BEFORE DELETE ON dispute_event
BEGIN SELECT RAISE(ABORT, 'what was said in a dispute is never deleted'); END;
)sql";

constexpr std::array<const char*, 1> kSteps{kVersion1};

}  // namespace

const db::Schema kRegisterSchema{"Tributary register of settlements", 0x54525331 /* "TRS1" */, kSteps};

}  // namespace tributary::royalty
