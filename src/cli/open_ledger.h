// The ledger of the workspace that the program was called for.
#pragma once

#include "cli/invocation.h"
#include "ledger/ledger.h"

namespace tributary::cli {

// kNotFound where the workspace holds none.
Result<ledger::Ledger> open_ledger(const Invocation& invocation);

}  // namespace tributary::cli
