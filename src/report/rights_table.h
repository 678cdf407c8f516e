// What the rights verbs say to people.
#pragma once

#include <cstdint>
#include <string>

#include "report/rights_json.h"
#include "report/terminal.h"
#include "tributary/rights_graph.h"

namespace tributary::report {

// Several lines, each ended by a newline. Foreign texts are made printable.

// What was taken, what was refused, and every kind of line that was passed over.
std::string rights_import_summary(const RightsImportReport& report, const Terminal& terminal);

// Everything of one asset; claims as a table fitted to the terminal's width from 72 columns up.
std::string rights_sheet(const ShownAsset& shown, const Terminal& terminal);

std::string conflict_paragraph(const ClaimConflict& conflict, const Terminal& terminal);

// "No conflicts." or how many there are.
std::string conflicts_line(std::int64_t conflicts);

}  // namespace tributary::report
