// Shares as texts: percentages and whole parts per million.
#pragma once

#include <string_view>

#include "tributary/ppm.h"
#include "tributary/result.h"

namespace tributary::rights {

// "33.3333" of `whole` (100 for percentages, 1 for fractions) as ppm, exactly. kInvalidInput where it is no decimal
// number, not within 0 and the whole, or finer than one part per million.
Result<Ppm> parse_share(std::string_view decimal, int whole);

// "333333" as ppm. kInvalidInput where it is no whole number from 0 to 1,000,000.
Result<Ppm> parse_share_ppm(std::string_view text);

}  // namespace tributary::rights
