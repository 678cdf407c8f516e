// Shares as people read them: rounded to what can be known, and still adding up to the whole.
#pragma once

#include <string>
#include <vector>

#include "tributary/trace_answer.h"

namespace tributary::report {

// Per cent of the query that one step of a share is: the least of 1, 2, 5 and 10 that is no finer than the edges of the
// matched seconds are known, 1 s in the recording tier and 2 s in the composition tier.
int resolution_percent(Tier tier, double query_duration_s);

struct RoundedShares {
  int step_percent = 1;
  std::vector<int> percent;  // as the tier's shares
  int unattributed_percent = 100;
};

// By largest remainder, so that the parts and the rest add up to 100.
RoundedShares rounded_shares(Tier tier, const TierAnswer& answer, double query_duration_s);

// "30%"; "less than 1%" where something rounds to nothing.
std::string share_text(Ppm share, int percent, int step_percent);

// "27–33%", rounded outwards to steps; empty where both ends are one: then no interval is known.
std::string interval_text(Ppm low, Ppm high, int step_percent);

// "97%", rounded down; ">99%" from 0.99 on.
std::string probability_text(double probability);

}  // namespace tributary::report
