// What `royalty usage` says to people.
#pragma once

#include <string>
#include <vector>

#include "report/terminal.h"
#include "tributary/usage_report.h"

namespace tributary::report {

// Several lines, each ended by a newline. Names are made printable.

std::string usage_import_summary(const UsageImport& import, const Terminal& terminal);

// One line a report, fitted to the terminal's width from 72 columns up, and one for each pool below it.
std::string usage_reports_table(const std::vector<UsageReport>& reports, const Terminal& terminal);

}  // namespace tributary::report
