// A statement as one JSON object (docs/formats/statement.md), and back.
#pragma once

#include <string>
#include <string_view>

#include "tributary/result.h"
#include "tributary/statement.h"

namespace tributary::report {

// One line, without the newline: tributary.statement/1.
std::string to_json_line(const RoyaltyStatement& statement);

// The same statement. `name` is how errors call the text.
Result<RoyaltyStatement> parse_statement_json(std::string_view text, std::string_view name);

// One line of `royalty statement --list`: tributary.statement-summary/1.
std::string to_json_line(const StatementSummary& summary);

}  // namespace tributary::report
