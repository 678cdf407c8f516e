// The rights graph of the workspace that the program was called for.
#pragma once

#include "cli/invocation.h"
#include "rights/registry.h"

namespace tributary::cli {

// With the names that the catalog has for its assets. kExisting: kNotFound where the workspace holds none. kCreate:
// makes what is missing, the folder too.
Result<rights::Registry> open_rights(const Invocation& invocation, db::Connection::Mode mode);

}  // namespace tributary::cli
