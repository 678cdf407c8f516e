// The tables of a rights database.
#pragma once

#include "db/migration.h"

namespace tributary::rights {

// Never change a released step: add one.
extern const db::Schema kRightsSchema;

}  // namespace tributary::rights
