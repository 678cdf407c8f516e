// Where and when the claims to one right of one asset collide.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "rights/stored_claim.h"

namespace tributary::rights {

struct ConflictRegion {
  Territory territory;
  Day first = kEverSince;
  Day last = kForGood;  // inclusive
  std::string reason;
  std::vector<const StoredClaim*> colliding;
};

// Every country and day on which judge() finds a conflict is in exactly one region, and no other is in any. Countries
// and neighbouring days with the same reason and claims share a region. By first day, then by countries. Cuts time
// where a claim begins or ends, and between cuts the world along the claims' territories: quadratic in the claims.
std::vector<ConflictRegion> conflict_regions(std::span<const StoredClaim> claims);

}  // namespace tributary::rights
