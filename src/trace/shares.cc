#include "trace/shares.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/check.h"
#include "trace/source_energies.h"

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

// How long the query lasts in a second: 1 but for the last one.
double length_s(const dsp::Fingerprint& query, std::size_t second) {
  return std::clamp(query.duration_s - static_cast<double>(second), 0.0, 1.0);
}

// The frames at which a match starts or ends, the whole seconds and the end, in order.
std::vector<double> moments(double end_frame, std::span<const Claim> claims) {
  std::vector<double> frames;
  for (double frame = 0; frame < end_frame; frame += dsp::seconds_to_frames(1)) frames.push_back(frame);
  frames.push_back(end_frame);
  for (const Claim& claim : claims)
    for (const double frame : {claim.match->span.first, claim.match->span.last})
      if (frame > 0 && frame < end_frame) frames.push_back(frame);
  std::sort(frames.begin(), frames.end());
  return frames;
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
  double total_weight = 0;
  for (std::size_t second = 0; second < weights.size(); ++second) {
    TRIBUTARY_CHECK(weights[second] >= 0);
    total_weight += static_cast<double>(weights[second]) * length_s(query, second);
  }
  if (total_weight <= 0) return fractions;

  const SourceEnergies energies(query, claims);
  const double frames_per_second = dsp::seconds_to_frames(1);
  const double end_s = std::min(query.duration_s, static_cast<double>(weights.size()));
  const std::vector<double> edges = moments(dsp::seconds_to_frames(end_s), claims);
  for (std::size_t e = 0; e + 1 < edges.size(); ++e) {
    const double middle = (edges[e] + edges[e + 1]) / 2;
    const auto second = std::min(static_cast<std::size_t>(middle / frames_per_second), weights.size() - 1);
    const double value =
        static_cast<double>(weights[second]) / total_weight * (edges[e + 1] - edges[e]) / frames_per_second;
    std::vector<std::size_t> voices;
    for (std::size_t i = 0; i < claims.size(); ++i)
      if (!claims[i].match->alternative_to && sounds(*claims[i].match, middle)) voices.push_back(i);
    const std::vector<double> parts = energies.divide(voices, second);
    for (std::size_t v = 0; v < voices.size(); ++v) play(claims, voices[v], middle, value * parts[v], fractions);
  }
  return fractions;
}

}  // namespace tributary::trace
