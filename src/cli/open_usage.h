// The usage of the workspace that the program was called for.
#pragma once

#include "cli/invocation.h"
#include "royalty/usage_store.h"

namespace tributary::cli {

// kNotFound where the workspace holds none.
Result<royalty::UsageStore> open_usage(const Invocation& invocation);

// The same, made where there is none.
Result<royalty::UsageStore> open_or_create_usage(const Invocation& invocation);

}  // namespace tributary::cli
