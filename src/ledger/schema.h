// The tables of a ledger database; docs/formats/ledger.md describes them.
#pragma once

#include "db/migration.h"

namespace tributary::ledger {

// Never change a released step: add one.
extern const db::Schema kLedgerSchema;

}  // namespace tributary::ledger
