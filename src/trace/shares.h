// Shares: how much of a query's sounding time each work explains.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "dsp/fingerprint.h"
#include "trace/explaining_away.h"
#include "trace/share_game.h"

namespace tributary::trace {

// What one match earns. Several matches of one work are one player.
struct Claim {
  const VerifiedMatch* match = nullptr;
  std::string work_id;
  std::string holder = {};  // see Player
};

// What is divided: at each moment the sources that sound together receive the parts of its energy that are theirs
// (SourceEnergies; what is foreign goes to nobody), and each part is a voice with the match and its alternatives as
// rivals. `weights` holds one weight >= 0 per started second (silence weighs nothing); the last one counts for as long
// as the query lasts. claims[i].match must be the i-th of the matches that explain_away returned.
std::vector<Voice> voices_of(const dsp::Fingerprint& query, std::span<const float> weights,
                             std::span<const Claim> claims);

// How much of the energy of each started second is that of each recording: [second], by recording_id. Seconds and
// recordings of which nothing is known are missing.
using HeardParts = std::vector<std::map<std::string, double>>;
HeardParts heard_parts(std::span<const Voice> voices, std::span<const Claim> claims);

// Per claim, its fraction of the query's weight where every match is right; see ShareGame::play.
std::vector<double> divide_time(const dsp::Fingerprint& query, std::span<const float> weights,
                                std::span<const Claim> claims);

}  // namespace tributary::trace
