// How the energy of a query divides among the sources that sound together in it, and what none of them explains.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "dsp/fingerprint.h"

namespace tributary::trace {

struct Claim;

// The band powers of each matched reference, moved to its place, tempo and pitch and scaled by the gains at which its
// peaks sound (LevelGains), are what the query holds of it; what the query has beyond their sum is foreign. Sources
// that sound together divide their sum as one more gain per match says, for which the sum over all matches comes
// nearest to the query in the generalised Kullback-Leibler divergence (multiplicative updates of Lee and Seung, NIPS
// 2000). What a match has is what the best of it and its full alternatives explains: to hold a recording twice
// moves nothing. Where a match has too few peaks for gains, that one gain is all there is, and nothing foreign is told.
class SourceEnergies {
 public:
  SourceEnergies(const dsp::Fingerprint& query, std::span<const Claim> claims);

  // The parts of this second's energy, >= 0 and adding up to at most 1, of the claims named in `voices`, which must be
  // those that sound then; the rest is foreign. Empty for no voices.
  std::vector<double> divide(const std::vector<std::size_t>& voices, std::size_t second) const;

 private:
  using Bands = std::array<double, dsp::kBands>;

  void take_best_alternatives(std::span<const Claim> claims);
  void fit_divisions();

  std::vector<Bands> heard_;                // [second of the query]
  std::vector<std::vector<Bands>> powers_;  // [claim][second of the query], zero outside the match
  std::vector<bool> is_known_;              // [claim]: whether its peaks told its gains
  std::vector<double> unexplained_;         // [claim]: the part of its energy that is usually not found again
  std::vector<double> divisions_;           // [claim]: the one gain more, of division alone
  std::vector<std::vector<bool>> sounds_;   // [second of the query][claim]
};

}  // namespace tributary::trace
