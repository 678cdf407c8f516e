#include "trace/shares.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "trace/source_energies.h"
#include "trace/time_cells.h"

namespace tributary::trace {
namespace {

bool sounds(const VerifiedMatch& match, double frame) { return match.span.first <= frame && frame < match.span.last; }

// Divides one voice of one moment among the works that explain it: the primary match and its alternatives.
void play(std::span<const Claim> claims, std::size_t primary, double frame, double value,
          std::vector<double>& fractions) {
  struct Player {
    std::size_t claim;
    double standing;
  };
  std::map<std::string, Player> players;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const VerifiedMatch& match = *claims[i].match;
    if (i != primary && match.alternative_to != primary) continue;
    if (!sounds(match, frame)) continue;
    const auto [place, added] = players.try_emplace(claims[i].work_id, Player{i, match.standing});
    if (!added && match.standing > place->second.standing) place->second = {i, match.standing};
  }
  std::vector<double> standings;
  standings.reserve(players.size());
  for (const auto& [work, player] : players) standings.push_back(player.standing);
  const std::vector<double> values = shapley_of_maximum(standings);
  std::size_t i = 0;
  for (const auto& [work, player] : players) fractions[player.claim] += value * values[i++];
}

}  // namespace

std::vector<double> shapley_of_maximum(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  std::vector<double> shares(values.size(), 0);
  double sum = 0;
  for (std::size_t j = order.size(); j-- > 0;) {
    const double next = j + 1 < order.size() ? values[order[j + 1]] : 0;
    sum += (values[order[j]] - next) / static_cast<double>(j + 1);
    shares[order[j]] = sum;
  }
  return shares;
}

std::vector<double> divide_time(const dsp::Fingerprint& query, std::span<const float> weights,
                                std::span<const Claim> claims) {
  std::vector<double> fractions(claims.size(), 0);
  std::vector<double> edges_s;
  for (const Claim& claim : claims)
    for (const double frame : {claim.match->span.first, claim.match->span.last})
      edges_s.push_back(dsp::frames_to_seconds(frame));
  const std::vector<TimeCell> cells = divide_into_cells(query.duration_s, weights, edges_s);
  if (cells.empty()) return fractions;

  const SourceEnergies energies(query, claims);
  for (const TimeCell& cell : cells) {
    const double middle = dsp::seconds_to_frames(cell.middle_s);
    std::vector<std::size_t> voices;
    for (std::size_t i = 0; i < claims.size(); ++i)
      if (!claims[i].match->alternative_to && sounds(*claims[i].match, middle)) voices.push_back(i);
    const std::vector<double> parts = energies.divide(voices, cell.second);
    for (std::size_t v = 0; v < voices.size(); ++v) play(claims, voices[v], middle, cell.weight * parts[v], fractions);
  }
  return fractions;
}

}  // namespace tributary::trace
