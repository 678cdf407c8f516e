// Small catalogs: the composition tier among few recordings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "lab/composition/measurement/methods.h"
#include "lab/composition/measurement/tier_methods.h"

namespace tributary::lab {

// Thread safe.
class SmallCatalogs {
 public:
  static constexpr std::size_t kMost = 23;

  // The features outlive this.
  SmallCatalogs(StoredFeatures catalog, const trace::StandingCohort& standing_cohort)
      : catalog_(std::move(catalog)), standing_cohort_(standing_cohort) {}

  // trace::find_compositions in a catalog of 1 to kMost recordings, which the seed draws from the whole one: `right`
  // (places in it), as far as there is room, and any others.
  std::vector<MethodMatches> match(const index::CompositionFeatures& query, const std::vector<std::size_t>& right,
                                   std::uint64_t seed) const;

 private:
  StoredFeatures catalog_;
  const trace::StandingCohort& standing_cohort_;
};

}  // namespace tributary::lab
