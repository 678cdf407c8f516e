// A claim as the registry keeps it: with its countries and days ready for comparing.
#pragma once

#include <limits>

#include "rights/territory.h"
#include "tributary/rights_graph.h"

namespace tributary::rights {

inline constexpr Day kEverSince{std::numeric_limits<std::int32_t>::min()};
inline constexpr Day kForGood{std::numeric_limits<std::int32_t>::max()};

struct StoredClaim {
  RightClaim claim;
  Territory territory;
  Day first = kEverSince;
  Day last = kForGood;  // inclusive
};

}  // namespace tributary::rights
