// How the energy of a query divides among the sources that sound together in it.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "dsp/fingerprint.h"

namespace tributary::trace {

struct Claim;

// A non-negative fit of the query's band powers by those of the matched references, each moved to its place,
// tempo and pitch and scaled by one gain for its whole match: the gains that minimise the generalised
// Kullback-Leibler divergence (multiplicative updates of Lee and Seung, NIPS 2000).
class SourceEnergies {
 public:
  SourceEnergies(const dsp::Fingerprint& query, std::span<const Claim> claims);

  // The parts, adding up to 1, of the claims named in `voices` in this second of the query; equal parts
  // where the reference is silent. Empty for no voices.
  std::vector<double> divide(const std::vector<std::size_t>& voices, std::size_t second) const;

 private:
  using Bands = std::array<double, dsp::kBands>;

  void fit(const dsp::Fingerprint& query);

  std::vector<std::vector<Bands>> powers_;  // [claim][second of the query], zero outside the match
  std::vector<double> gains_;               // [claim]
};

}  // namespace tributary::trace
