// Reads the CSV form of claims and reservations; docs/formats/rights-csv.md describes it.
#pragma once

#include <string_view>

#include "rights/statement.h"
#include "tributary/result.h"

namespace tributary::rights {

// Delivers a statement for each sound row. Rejects a file without a usable header. Memory does not grow with the file.
Result<ReadOutcome> read_rights_csv(std::string_view bytes, StatementSink& sink);

}  // namespace tributary::rights
