// A statement as comma-separated text (docs/formats/statement.md), and back.
#pragma once

#include <string>
#include <string_view>

#include "tributary/result.h"
#include "tributary/statement.h"

namespace tributary::royalty {

std::string to_csv(const RoyaltyStatement& statement);

// The same statement. `name` is how errors call the text; they name the row.
Result<RoyaltyStatement> parse_statement_csv(std::string_view text, std::string_view name);

}  // namespace tributary::royalty
