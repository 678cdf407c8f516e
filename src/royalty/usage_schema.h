// The tables of usage.db (docs/formats/usage.md).
#pragma once

#include "db/migration.h"

namespace tributary::royalty {

extern const db::Schema kUsageSchema;

}  // namespace tributary::royalty
