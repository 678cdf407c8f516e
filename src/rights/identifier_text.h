// Identifiers as one text.
#pragma once

#include <string>
#include <string_view>

#include "tributary/rights_graph.h"

namespace tributary::rights {

// The value alone where the scheme is "own", "isrc" or "iswc"; "SCHEME:VALUE" for all others.
std::string text_of(const Identifier& identifier);

// kInvalidInput where an own id is empty, longer than 200 bytes, or starts like the text of another scheme.
Result<Identifier> own_identifier(std::string_view value);

}  // namespace tributary::rights
