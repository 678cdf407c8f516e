// What `royalty statement --list` says to people.
#pragma once

#include <string>
#include <vector>

#include "report/terminal.h"
#include "tributary/statement.h"

namespace tributary::report {

// One line a statement, fitted to the terminal's width from 72 columns up, each ended by a newline. Names are made
// printable.
std::string statements_table(const std::vector<StatementSummary>& summaries, const Terminal& terminal);

}  // namespace tributary::report
