// The machine-readable form of an audit: one JSON object per input (docs/formats/audit-json.md).
#pragma once

#include <string>

#include "report/trace_json.h"
#include "tributary/audit_answer.h"

namespace tributary::report {

// One line of schema tributary.trace/1 whose only tier is "model", without the newline. Shares of works and the
// unattributed rest must add up to kWholePpm and every number must be finite.
std::string to_json_line(const AuditAnswer& answer, const EngineInfo& engine);

}  // namespace tributary::report
