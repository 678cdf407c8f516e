// The shares of a tier: what the game divides, by recording, artist and owner, with intervals.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "pipeline/search.h"
#include "trace/calibration.h"
#include "trace/share_game.h"
#include "trace/share_interval.h"
#include "tributary/trace_answer.h"

namespace tributary::pipeline {

// Whose a recording is, in a game: its owners, or its artist where none is known.
std::string holder_of(const Search& search, const std::string& recording_id);

// What speaks for a claim of the game.
struct Evidence {
  std::string recording_id;
  trace::ClaimEvidence evidence;
};

// Fills in shares, rest, parties and their intervals, whose factors are `tier`'s. One piece of evidence for each claim
// of the game; `answer` knows how many recordings were compared.
void fill_shares(const Search& search, const trace::ShareGame& game, std::span<const Evidence> evidence,
                 const trace::TierCalibration& tier, std::uint64_t seed, TierAnswer& answer);

// Fills in shares and rest, by recording_id, without intervals and parties.
void fill_shares(const Search& search, const std::map<std::string, double>& fractions, TierAnswer& answer);

}  // namespace tributary::pipeline
