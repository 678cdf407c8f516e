// Methods: the ways of finding a composition that are measured beside each other, over the same features.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lab/composition/measurement/answer.h"
#include "lab/composition/measurement/recording_features.h"

namespace tributary::lab {

struct MethodOptions {
  std::size_t candidates = 20;  // recordings that the network's vectors rank first and its frames then align with
  std::size_t cohort = 30;      // recordings that tell how well a query aligns with just anything
};

// How one method matches a query with each recording of the catalog.
struct MethodMatches {
  std::string method;
  std::vector<Match> matches;
  std::optional<double> threshold;  // where the method brings one
};

// The methods, which all look for a query in the same catalog. Thread safe. match() gives the same methods in the same
// order for every query:
//   2DFTM               the nearest pair of 2DFTM vectors of 15 s
//   chroma DTW          chroma aligned with every recording in 12 keys
//   chroma DTW, cohort       its score less the mean, over the deviation, of the query's scores with the cohort
//   segments            the nearest pair of the network's vectors of 15 s
//   alignment           the network's frames aligned with the candidates in 12 keys
//   alignment, cohort   normalised in the same way
//   local alignment     trace::CompositionAligner with the candidates, on what an index stores
// The cohort is spread evenly over the catalog; a recording is no member of its own.
class Methods {
 public:
  // `catalog` outlives this.
  Methods(std::span<const RecordingFeatures> catalog, const MethodOptions& options);

  std::vector<MethodMatches> match(const RecordingFeatures& query) const;

 private:
  using Places = std::vector<std::size_t>;

  Places candidates_of(std::span<const Match> matches) const;
  Places with_cohort(const Places& candidates) const;

  std::span<const RecordingFeatures> catalog_;
  MethodOptions options_;
  Places cohort_;
};

// Each score less the mean of the scores of `cohort` (places in `matches`) but its own, over their deviation; 0 where
// fewer than two others were looked at. What was not looked at stays so.
std::vector<Match> cohort_normalised(std::span<const Match> matches, std::span<const std::size_t> cohort);

}  // namespace tributary::lab
