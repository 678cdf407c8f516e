#include "trace/composition_shares.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

#include "trace/shares.h"
#include "trace/time_cells.h"

namespace tributary::trace {
namespace {

double standing(double score, double strongest) {
  const double ratio = strongest > 0 ? score / strongest : 1;
  return std::clamp((ratio - kCompositionStandingFrom) / (kCompositionStandingFull - kCompositionStandingFrom), 0.0,
                    1.0);
}

// Divides what a voice weighs among its works.
void play(const CompositionVoice& voice, double weight, std::span<const CompositionClaim> claims,
          std::vector<double>& fractions) {
  std::map<std::string, std::size_t> players;  // the strongest claim of each work
  for (const std::size_t claim : voice.claims) players.try_emplace(claims[claim].work_id, claim);
  const double strongest = claims[voice.claims.front()].match->normalised_score;
  std::vector<double> standings;
  standings.reserve(players.size());
  for (const auto& [work, claim] : players)
    standings.push_back(standing(claims[claim].match->normalised_score, strongest));
  const std::vector<double> values = shapley_of_maximum(standings);
  std::size_t i = 0;
  for (const auto& [work, claim] : players) fractions[claim] += weight * values[i++];
}

}  // namespace

std::vector<double> divide_composition_time(const index::CompositionFeatures& query, double duration_s,
                                            std::span<const float> weights, std::span<const CompositionClaim> claims) {
  std::vector<double> fractions(claims.size(), 0);
  const CompositionVoices voices(query, claims);
  std::vector<double> edges_s;
  for (const CompositionClaim& claim : claims)
    edges_s.insert(edges_s.end(), {claim.match->region.query_begin_s, claim.match->region.query_end_s});
  for (const TimeCell& cell : divide_into_cells(duration_s, weights, edges_s))
    for (const CompositionVoice& voice : voices.at(cell.middle_s))
      play(voice, cell.weight * voice.part, claims, fractions);
  return fractions;
}

}  // namespace tributary::trace
