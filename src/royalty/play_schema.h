// The tables of plays.db; docs/formats/settlements.md describes them.
#pragma once

#include "db/migration.h"

namespace tributary::royalty {

// Never change a released step: add one.
extern const db::Schema kPlaySchema;

}  // namespace tributary::royalty
