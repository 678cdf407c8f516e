// Moments of XML messages, made comparable.
#pragma once

#include <string>
#include <string_view>

#include "tributary/result.h"

namespace tributary::rights {

// "2026-11-26T12:30:00+01:00" (xs:dateTime) as "2026-11-26T11:30:00" in UTC; a moment without a zone is taken as UTC,
// and fractions of a second are dropped. kInvalidInput where it is none.
Result<std::string> parse_moment(std::string_view text);

}  // namespace tributary::rights
