#include "trace/composition_shares.h"

#include <algorithm>
#include <cstddef>
#include <map>

#include "trace/shares.h"
#include "trace/time_cells.h"

namespace tributary::trace {
namespace {

bool sounds(const CompositionMatch& match, double second) {
  return match.region.query_begin_s <= second && second < match.region.query_end_s;
}

double standing(double score, double strongest) {
  const double ratio = strongest > 0 ? score / strongest : 1;
  return std::clamp((ratio - kCompositionStandingFrom) / (kCompositionStandingFull - kCompositionStandingFrom), 0.0,
                    1.0);
}

// Per work, by its id, the place of its strongest claim at this second.
std::map<std::string, std::size_t> players_at(double second, std::span<const CompositionClaim> claims) {
  std::map<std::string, std::size_t> players;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (!sounds(*claims[i].match, second)) continue;
    const auto [place, is_new] = players.try_emplace(claims[i].work_id, i);
    if (!is_new && claims[i].match->normalised_score > claims[place->second].match->normalised_score) place->second = i;
  }
  return players;
}

}  // namespace

std::vector<double> divide_composition_time(double duration_s, std::span<const float> weights,
                                            std::span<const CompositionClaim> claims) {
  std::vector<double> fractions(claims.size(), 0);
  std::vector<double> edges_s;
  for (const CompositionClaim& claim : claims)
    edges_s.insert(edges_s.end(), {claim.match->region.query_begin_s, claim.match->region.query_end_s});
  for (const TimeCell& cell : divide_into_cells(duration_s, weights, edges_s)) {
    const auto players = players_at(cell.middle_s, claims);
    double strongest = 0;
    for (const auto& [work, claim] : players) strongest = std::max(strongest, claims[claim].match->normalised_score);
    std::vector<double> standings;
    standings.reserve(players.size());
    for (const auto& [work, claim] : players)
      standings.push_back(standing(claims[claim].match->normalised_score, strongest));
    const std::vector<double> values = shapley_of_maximum(standings);
    std::size_t i = 0;
    for (const auto& [work, claim] : players) fractions[claim] += cell.weight * values[i++];
  }
  return fractions;
}

}  // namespace tributary::trace
