#include "trace/composition_shares.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "trace/time_cells.h"

namespace tributary::trace {
namespace {

double standing(double score, double strongest) {
  const double ratio = strongest > 0 ? score / strongest : 1;
  return std::clamp((ratio - kCompositionStandingFrom) / (kCompositionStandingFull - kCompositionStandingFrom), 0.0,
                    1.0);
}

std::optional<double> heard_part(const HeardParts& heard, double at_s, const CompositionVoice& music,
                                 std::span<const CompositionClaim> claims) {
  const auto second = static_cast<std::size_t>(at_s);
  if (second >= heard.size()) return std::nullopt;
  std::optional<double> part;
  for (const std::size_t claim : music.claims) {
    const auto found = heard[second].find(claims[claim].match->recording_id);
    if (found != heard[second].end()) part = std::max(part.value_or(0), found->second);
  }
  return part;
}

// Gives the voices whose recordings' energy is known their parts, and the others the rest in the proportions they had.
void use_heard_parts(const HeardParts& heard, double at_s, std::span<const CompositionClaim> claims,
                     std::vector<CompositionVoice>& voices) {
  std::vector<std::optional<double>> known;
  double sum_known = 0;
  double sum_others = 0;
  for (const CompositionVoice& music : voices) {
    known.push_back(heard_part(heard, at_s, music, claims));
    (known.back() ? sum_known : sum_others) += known.back().value_or(music.part);
  }
  for (std::size_t i = 0; i < voices.size(); ++i) {
    if (known[i])
      voices[i].part = *known[i] / std::max(1.0, sum_known);
    else if (sum_others > 0)
      voices[i].part *= std::max(0.0, 1 - sum_known) / sum_others;
  }
}

}  // namespace

std::vector<Voice> composition_voices(const index::CompositionFeatures& query, double duration_s,
                                      std::span<const float> weights, std::span<const CompositionClaim> claims,
                                      const HeardParts& heard) {
  const CompositionVoices sounding(query, claims);
  std::vector<double> edges_s;
  for (const CompositionClaim& claim : claims)
    edges_s.insert(edges_s.end(), {claim.match->region.query_begin_s, claim.match->region.query_end_s});
  std::vector<Voice> voices;
  for (const TimeCell& cell : divide_into_cells(duration_s, weights, edges_s)) {
    std::vector<CompositionVoice> together = sounding.at(cell.middle_s);
    use_heard_parts(heard, cell.middle_s, claims, together);
    for (const CompositionVoice& music : together) {
      const double strongest = claims[music.claims.front()].match->normalised_score;
      Voice voice{cell.weight, music.part, cell.middle_s, {}};
      for (const std::size_t claim : music.claims)
        voice.rivals.push_back({claim, standing(claims[claim].match->normalised_score, strongest)});
      voices.push_back(std::move(voice));
    }
  }
  return voices;
}

std::vector<double> divide_composition_time(const index::CompositionFeatures& query, double duration_s,
                                            std::span<const float> weights, std::span<const CompositionClaim> claims) {
  const std::vector<double> present(claims.size(), 1);
  return ShareGame(composition_voices(query, duration_s, weights, claims), players_of(claims)).play(present);
}

}  // namespace tributary::trace
