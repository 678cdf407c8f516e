// Settlements, comparisons, disputes and plays as JSON lines, and plays read from them.
#pragma once

#include <string>
#include <string_view>

#include "royalty/comparison.h"
#include "royalty/settled_lines.h"
#include "tributary/dispute.h"
#include "tributary/play.h"
#include "tributary/result.h"
#include "tributary/royalty.h"

namespace tributary::report {

// Each is one line without its end, of the schema that docs/formats/settlements.md describes.
std::string to_json_line(const Allocation& allocation, const royalty::TakenLines& taken);
std::string to_json_line(const royalty::ComparedPayee& compared);
std::string to_json_line(const Dispute& dispute);
std::string to_json_line(const PlaySplit& split);

// A play from a JSON object. kInvalidInput names the member: missing, unknown or of the wrong type.
Result<PlayEvent> read_play(std::string_view json);

}  // namespace tributary::report
