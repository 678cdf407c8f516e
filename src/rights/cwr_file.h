// Reads works registered in CWR 2.1 and 2.2, a profile subset; docs/formats/cwr-ern.md describes it.
#pragma once

#include <string>
#include <string_view>

#include "rights/statement.h"
#include "tributary/result.h"

namespace tributary::rights {

// "CWR 2.1" or "CWR 2.2", from the first lines. kInvalidInput or kUnsupported says why it is neither, with the line.
Result<std::string> cwr_version(std::string_view bytes);

// Delivers a statement for each sound work of the groups NWR and REV. A work with a record that is not sound is
// refused as a whole. Rejects a file whose header, groups or trailers are not sound: counts that do not fit mean that
// something is missing. Memory is bounded by the longest work.
Result<ReadOutcome> read_cwr(std::string_view bytes, StatementSink& sink);

}  // namespace tributary::rights
