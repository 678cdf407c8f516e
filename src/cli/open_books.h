// The ledger, the register of settlements and the statements of the workspace, made where there are none.
#pragma once

#include "base/clock.h"
#include "cli/invocation.h"
#include "ledger/ledger.h"
#include "royalty/register.h"

namespace tributary::cli {

struct Books {
  ledger::Ledger ledger;
  royalty::Register settlements;
  base::Clock clock;
};

Result<Books> open_or_create_books(const Invocation& invocation);

// kNotFound where nothing was settled yet.
Result<Books> open_books(const Invocation& invocation);

}  // namespace tributary::cli
