// A statement as a DSR-style flat file in the manner of DDEX's Royalty Reporting Profile (docs/formats/statement.md),
// and back.
#pragma once

#include <string>
#include <string_view>

#include "tributary/result.h"
#include "tributary/statement.h"

namespace tributary::royalty {

// The records of the profile, each line of the statement a block; what the profile has no cells for stands beside them
// in comment records. kInvalidInput where a text holds a line break, which a record cannot hold.
Result<std::string> to_dsr(const RoyaltyStatement& statement);

// The same statement. kCorrupt where the records do not say what the comments beside them say. `name` is how errors
// call the text.
Result<RoyaltyStatement> parse_statement_dsr(std::string_view text, std::string_view name);

}  // namespace tributary::royalty
