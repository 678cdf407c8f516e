// Shares of the composition tier: how much of a query's sounding time plays the music of each work.
#pragma once

#include <span>
#include <vector>

#include "trace/composition_voices.h"
#include "trace/share_game.h"
#include "trace/shares.h"

namespace tributary::trace {

// What is divided: each moment among the voices that sound together, see CompositionVoices, and in each voice its
// claims as rivals. The strongest match of a voice stands at 1; another's standing runs from 0, at
// kCompositionStandingFrom of its normalised score, to 1, at kCompositionStandingFull. `weights` holds one weight >= 0
// per started second (silence weighs nothing); the last one counts for as long as the query lasts. A voice of a
// recording whose energy is known from `heard` receives that part of the moment; the others divide what is then left,
// and where there are none it goes to nobody.
std::vector<Voice> composition_voices(const index::CompositionFeatures& query, double duration_s,
                                      std::span<const float> weights, std::span<const CompositionClaim> claims,
                                      const HeardParts& heard = {});

// Per claim, its fraction of the query's weight where every match is right; see ShareGame::play.
std::vector<double> divide_composition_time(const index::CompositionFeatures& query, double duration_s,
                                            std::span<const float> weights, std::span<const CompositionClaim> claims);

inline constexpr double kCompositionStandingFrom = 0.7;
inline constexpr double kCompositionStandingFull = 0.9;

}  // namespace tributary::trace
