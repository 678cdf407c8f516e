#include "trace/shares.h"

#include <algorithm>

#include "trace/source_energies.h"
#include "trace/time_cells.h"

namespace tributary::trace {
namespace {

bool sounds(const VerifiedMatch& match, double frame) { return match.span.first <= frame && frame < match.span.last; }

// The primary match of a voice and its alternatives.
std::vector<Rival> rivals_of(std::span<const Claim> claims, std::size_t primary, double frame) {
  std::vector<Rival> rivals;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const VerifiedMatch& match = *claims[i].match;
    if (i != primary && match.alternative_to != primary) continue;
    if (sounds(match, frame)) rivals.push_back({i, match.standing});
  }
  return rivals;
}

}  // namespace

std::vector<Voice> voices_of(const dsp::Fingerprint& query, std::span<const float> weights,
                             std::span<const Claim> claims) {
  std::vector<double> edges_s;
  for (const Claim& claim : claims)
    for (const double frame : {claim.match->span.first, claim.match->span.last})
      edges_s.push_back(dsp::frames_to_seconds(frame));
  const std::vector<TimeCell> cells = divide_into_cells(query.duration_s, weights, edges_s);
  std::vector<Voice> voices;
  if (cells.empty()) return voices;

  const SourceEnergies energies(query, claims);
  for (const TimeCell& cell : cells) {
    const double middle = dsp::seconds_to_frames(cell.middle_s);
    std::vector<std::size_t> sources;
    for (std::size_t i = 0; i < claims.size(); ++i)
      if (!claims[i].match->alternative_to && sounds(*claims[i].match, middle)) sources.push_back(i);
    const std::vector<double> parts = energies.divide(sources, cell.second);
    for (std::size_t i = 0; i < sources.size(); ++i)
      voices.push_back({cell.weight, parts[i], cell.middle_s, rivals_of(claims, sources[i], middle)});
  }
  return voices;
}

HeardParts heard_parts(std::span<const Voice> voices, std::span<const Claim> claims) {
  HeardParts heard;
  for (const Voice& voice : voices) {
    const auto second = static_cast<std::size_t>(voice.middle_s);
    if (second >= heard.size()) heard.resize(second + 1);
    for (const Rival& rival : voice.rivals) {
      double& part = heard[second][claims[rival.claim].match->recording_id];
      part = std::max(part, voice.part);
    }
  }
  return heard;
}

std::vector<double> divide_time(const dsp::Fingerprint& query, std::span<const float> weights,
                                std::span<const Claim> claims) {
  const std::vector<double> present(claims.size(), 1);
  return ShareGame(voices_of(query, weights, claims), players_of(claims)).play(present);
}

}  // namespace tributary::trace
