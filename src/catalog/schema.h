// The tables of a catalog database.
#pragma once

#include "db/migration.h"

namespace tributary::catalog {

// Never change a released step: add one.
extern const db::Schema kCatalogSchema;

}  // namespace tributary::catalog
