#include "trace/composition_shares.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "trace/shares.h"
#include "trace/time_cells.h"

namespace tributary::trace {
namespace {

double standing(double score, double strongest) {
  const double ratio = strongest > 0 ? score / strongest : 1;
  return std::clamp((ratio - kCompositionStandingFrom) / (kCompositionStandingFull - kCompositionStandingFrom), 0.0,
                    1.0);
}

}  // namespace

std::vector<Voice> composition_voices(const index::CompositionFeatures& query, double duration_s,
                                      std::span<const float> weights, std::span<const CompositionClaim> claims) {
  const CompositionVoices sounding(query, claims);
  std::vector<double> edges_s;
  for (const CompositionClaim& claim : claims)
    edges_s.insert(edges_s.end(), {claim.match->region.query_begin_s, claim.match->region.query_end_s});
  std::vector<Voice> voices;
  for (const TimeCell& cell : divide_into_cells(duration_s, weights, edges_s))
    for (const CompositionVoice& music : sounding.at(cell.middle_s)) {
      const double strongest = claims[music.claims.front()].match->normalised_score;
      Voice voice{cell.weight, music.part, cell.middle_s, {}};
      for (const std::size_t claim : music.claims)
        voice.rivals.push_back({claim, standing(claims[claim].match->normalised_score, strongest)});
      voices.push_back(std::move(voice));
    }
  return voices;
}

std::vector<double> divide_composition_time(const index::CompositionFeatures& query, double duration_s,
                                            std::span<const float> weights, std::span<const CompositionClaim> claims) {
  const std::vector<double> present(claims.size(), 1);
  return ShareGame(composition_voices(query, duration_s, weights, claims), players_of(claims)).play(present);
}

}  // namespace tributary::trace
