// Strangers: what passages of a catalog's recordings reach among the recordings of others.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "index/composition_features.h"
#include "lab/composition/measurement/composition_set.h"
#include "lab/composition/measurement/tier_methods.h"

namespace tributary::lab {

// A passage, and the recording of somebody else that comes nearest to it.
struct StrangerScore {
  std::size_t recording = 0;  // the passage's, a place in the catalog
  double start_s = 0;
  std::size_t nearest = 0;
  double score = 0;  // normalised; kStrangerScoreMin where nothing reaches more

  bool operator==(const StrangerScore&) const = default;
};

inline constexpr double kStrangerScoreMin = 3;

// So many passages of each recording, evenly spread and `length_s` long (whole frames), each looked for with
// trace::find_compositions among the recordings of other owners: music of one owner may share themes and loops. By
// score, the highest first. The answer does not depend on `threads`.
std::vector<StrangerScore> score_strangers(const StoredFeatures& catalog, std::span<const std::string> owners,
                                           std::size_t passages, double length_s, std::size_t threads,
                                           const trace::StandingCohort& standing_cohort);

// The frames of `whole` from `first` on, `count` of them at most, and the segments that lie in them.
index::CompositionFeatures passage_of(const index::CompositionFeatures& whole, std::size_t first, std::size_t count);

// The most that the scores reach, and the lowest threshold that at most kMostFalsePositives of them exceed, as lines.
std::string strangers_table(std::span<const StrangerScore> scores, const CompositionSet& set);

}  // namespace tributary::lab
