// Shares: how much of a query's sounding time each work explains.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "dsp/fingerprint.h"
#include "trace/explaining_away.h"

namespace tributary::trace {

// What one match earns. Several matches of one work are one player.
struct Claim {
  const VerifiedMatch* match = nullptr;
  std::string work_id;
};

// The Shapley values of the game v(S) = max over r in S of values[r], for values in [0, 1]: with the values
// sorted, the i-th largest receives the sum over j >= i of (p_j - p_(j+1)) / j. They add up to the largest.
std::vector<double> shapley_of_maximum(std::span<const double> values);

// Per claim, its fraction of the query's weight, >= 0 and together at most 1. `weights` holds one weight
// >= 0 per started second (silence weighs nothing); the last one counts for as long as the query lasts. At
// each moment the sources that sound together first divide it in proportion to their energy; each part then
// goes to the works that explain the same sound, by the Shapley value; within a work, to its strongest
// recording there. claims[i].match must be the i-th of the matches that explain_away returned.
std::vector<double> divide_time(const dsp::Fingerprint& query, std::span<const float> weights,
                                std::span<const Claim> claims);

}  // namespace tributary::trace
