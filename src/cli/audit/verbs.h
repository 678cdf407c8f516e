// The verbs of tributary-audit.
#pragma once

#include "cli/invocation.h"

namespace tributary::cli {

// Each adds its verb to the program; `invocation` outlives it.
void add_audit_store(CLI::App& app, Invocation& invocation);
void add_audit_attribute(CLI::App& app, Invocation& invocation);

}  // namespace tributary::cli
