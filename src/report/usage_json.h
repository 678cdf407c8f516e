// The machine-readable form of what `royalty usage` says: one JSON object on each line.
#pragma once

#include <string>

#include "tributary/usage_report.h"

namespace tributary::report {

// One line each, without the newline; bytes that are not UTF-8 become U+FFFD. docs/formats/usage.md describes them.
std::string to_json_line(const UsageImport& import);  // tributary.usage-import/1
std::string to_json_line(const UsageReport& report);  // tributary.usage-report/1

}  // namespace tributary::report
