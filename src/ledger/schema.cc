#include "ledger/schema.h"

#include <array>

namespace tributary::ledger {
namespace {

// account, transfer and exchange are the journal; head, balance, hold and reversal follow from it. The empty head
// makes the first batch like every other.
constexpr const char *kVersion1 = R"sql(
CREATE TABLE account(
  entry         INTEGER PRIMARY KEY CHECK (entry > 0),
  name          TEXT NOT NULL,
  currency      TEXT NOT NULL CHECK (length(currency) = 3),
  exponent      INTEGER NOT NULL CHECK (exponent BETWEEN 0 AND 18),
  kind          INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 7),
  balance_limit INTEGER NOT NULL CHECK (balance_limit BETWEEN 0 AND 2),
  opened_ms     INTEGER NOT NULL,
  chain         BLOB NOT NULL CHECK (length(chain) = 32),
  UNIQUE (currency, name)
) STRICT;

CREATE TABLE transfer(
  entry        INTEGER PRIMARY KEY CHECK (entry > 0),
  id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  kind         INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 8),
  linked       INTEGER NOT NULL CHECK (linked IN (0, 1)),
  debit        INTEGER NOT NULL,
  credit       INTEGER NOT NULL CHECK (credit <> debit),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  code         INTEGER NOT NULL CHECK (code BETWEEN 0 AND 4294967295),
  target       BLOB CHECK (target IS NULL OR length(target) = 16),
  time_ms      INTEGER NOT NULL,
  expires_ms   INTEGER NOT NULL,
  reference    TEXT NOT NULL,
  chain        BLOB NOT NULL CHECK (length(chain) = 32)
) STRICT;

CREATE TABLE exchange(
  entry       INTEGER PRIMARY KEY,
  numerator   INTEGER NOT NULL CHECK (numerator > 0),
  denominator INTEGER NOT NULL CHECK (denominator > 0),
  source      TEXT NOT NULL
) STRICT;

CREATE TRIGGER account_is_never_changed BEFORE UPDATE ON account
BEGIN SELECT RAISE(ABORT, 'an account is never changed'); END;
CREATE TRIGGER account_is_never_deleted BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'an account is never deleted'); END;
CREATE TRIGGER transfer_is_never_changed BEFORE UPDATE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never changed: a reversal corrects it'); END;
CREATE TRIGGER transfer_is_never_deleted BEFORE DELETE ON transfer
BEGIN SELECT RAISE(ABORT, 'a transfer is never deleted: a reversal corrects it'); END;
CREATE TRIGGER exchange_is_never_changed BEFORE UPDATE ON exchange
BEGIN SELECT RAISE(ABORT, 'an exchange is never changed'); END;
CREATE TRIGGER exchange_is_never_deleted BEFORE DELETE ON exchange
BEGIN SELECT RAISE(ABORT, 'an exchange is never deleted'); END;

CREATE TABLE head(
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  entries INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  chain   BLOB NOT NULL CHECK (length(chain) = 32)
) STRICT;
INSERT INTO head VALUES (1, 0, 0, zeroblob(32));

CREATE TABLE balance(
  account         INTEGER PRIMARY KEY,
  debits_posted   INTEGER NOT NULL CHECK (debits_posted >= 0),
  credits_posted  INTEGER NOT NULL CHECK (credits_posted >= 0),
  debits_pending  INTEGER NOT NULL CHECK (debits_pending >= 0),
  credits_pending INTEGER NOT NULL CHECK (credits_pending >= 0)
) STRICT;

CREATE TABLE hold(
  entry      INTEGER PRIMARY KEY,
  expires_ms INTEGER NOT NULL,
  settled_by INTEGER NOT NULL CHECK (settled_by >= 0)
) STRICT;
CREATE INDEX hold_by_end ON hold(expires_ms, entry) WHERE settled_by = 0 AND expires_ms > 0;

CREATE TABLE reversal(
  entry          INTEGER PRIMARY KEY,
  reversed_minor INTEGER NOT NULL CHECK (reversed_minor > 0)
) STRICT;

CREATE VIEW journal AS
SELECT t.entry, lower(hex(t.id)) AS id,
       CASE t.kind WHEN 1 THEN 'transfer' WHEN 2 THEN 'pending' WHEN 3 THEN 'post' WHEN 4 THEN 'void'
                   WHEN 5 THEN 'expire' WHEN 6 THEN 'reversal' WHEN 7 THEN 'exchange-out' ELSE 'exchange-in' END AS kind,
       d.name AS debit, c.name AS credit, t.amount_minor, d.currency, t.code, lower(hex(t.target)) AS target,
       t.time_ms, t.expires_ms, t.reference, e.numerator, e.denominator, e.source
FROM transfer t JOIN account d ON d.entry = t.debit JOIN account c ON c.entry = t.credit
LEFT JOIN exchange e ON e.entry = t.entry;
)sql";

// accrual and accrual_part belong to the journal too; fraction follows from them.
constexpr const char *kVersion2 = R"sql(
CREATE TABLE accrual(
  entry   INTEGER PRIMARY KEY CHECK (entry > 0),
  event   TEXT NOT NULL UNIQUE,
  content BLOB NOT NULL CHECK (length(content) = 32),
  source  INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  chain   BLOB NOT NULL CHECK (length(chain) = 32)
) STRICT;

CREATE TABLE accrual_part(
  entry      INTEGER NOT NULL,
  account    INTEGER NOT NULL,
  minor      INTEGER NOT NULL CHECK (minor >= 0),
  billionths INTEGER NOT NULL CHECK (billionths BETWEEN 0 AND 999999999),
  PRIMARY KEY (entry, account)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER accrual_is_never_changed BEFORE UPDATE ON accrual
BEGIN SELECT RAISE(ABORT, 'an accrual is never changed'); END;
CREATE TRIGGER accrual_is_never_deleted BEFORE DELETE ON accrual
BEGIN SELECT RAISE(ABORT, 'an accrual is never deleted'); END;
CREATE TRIGGER accrual_part_is_never_changed BEFORE UPDATE ON accrual_part
BEGIN SELECT RAISE(ABORT, 'a part of an accrual is never changed'); END;
CREATE TRIGGER accrual_part_is_never_deleted BEFORE DELETE ON accrual_part
BEGIN SELECT RAISE(ABORT, 'a part of an accrual is never deleted'); END;

CREATE TABLE fraction(
  account    INTEGER PRIMARY KEY,
  billionths INTEGER NOT NULL CHECK (billionths BETWEEN 0 AND 999999999)
) STRICT;
)sql";

constexpr std::array<const char *, 2> kSteps{kVersion1, kVersion2};

}  // namespace

const db::Schema kLedgerSchema{"Tributary ledger", 0x54524c31 /* "TRL1" */, kSteps};

}  // namespace tributary::ledger
