// Shares of the composition tier: how much of a query's sounding time plays the music of each work.
#pragma once

#include <span>
#include <vector>

#include "trace/composition_voices.h"

namespace tributary::trace {

// Per claim, its fraction of the query's weight, >= 0 and together at most 1. `weights` holds one weight >= 0 per
// started second (silence weighs nothing); the last one counts for as long as the query lasts. A moment is first
// divided among the voices that sound together, see CompositionVoices. The works of a voice are alternatives: the value
// of a set of them is its largest standing, and each receives its Shapley value; within a work, its strongest match
// does. The strongest match of a voice stands at 1; another's standing runs from 0, at kCompositionStandingFrom of its
// normalised score, to 1, at kCompositionStandingFull.
std::vector<double> divide_composition_time(const index::CompositionFeatures& query, double duration_s,
                                            std::span<const float> weights, std::span<const CompositionClaim> claims);

inline constexpr double kCompositionStandingFrom = 0.7;
inline constexpr double kCompositionStandingFull = 0.9;

}  // namespace tributary::trace
