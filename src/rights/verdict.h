// Who is paid where some claims hold at once, or why nobody is.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "rights/stored_claim.h"
#include "tributary/rights.h"

namespace tributary::rights {

// Shares of a right may add up to this much more than the whole and are then reduced to it: the tolerance of CWR.
inline constexpr Ppm kTolerancePpm = 600;

struct Verdict {
  std::vector<PartyShare> shares;  // by party_id; empty in a conflict
  Ppm unclaimed_ppm = kWholePpm;
  std::string conflict;                       // one line; empty where the claims agree
  std::vector<const StoredClaim*> colliding;  // by party, source and place; empty where the claims agree
};

// Judges claims to one right that hold in one country on one day. What a party claims through one source adds up over
// its parts; sources that state the same total for a party agree and count once. In conflict are: two claims of one
// source for the same party and part; sources that state different totals for a party; and totals that exceed the
// whole by more than the tolerance.
Verdict judge(std::span<const StoredClaim* const> claims);

// "anna 60 % (a.csv:3), ben 50 % (b.csv:2)"; of more than eight claims only the number of the others.
std::string describe(std::span<const StoredClaim* const> claims);

}  // namespace tributary::rights
