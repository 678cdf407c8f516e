// Small catalogs: the composition tier where decoys have to stand in for the cohort that a catalog is too small to be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "lab/composition/measurement/methods.h"
#include "lab/composition/measurement/tier_methods.h"

namespace tributary::lab {

// Thread safe.
class SmallCatalogs {
 public:
  static constexpr std::size_t kMost = trace::kCohortCandidates - 1;

  // The features outlive this.
  explicit SmallCatalogs(StoredFeatures catalog) : catalog_(std::move(catalog)) {}

  // trace::find_compositions in a catalog of 1 to kMost recordings, which the seed draws from the whole one: `right`
  // (places in it), as far as there is room, and any others. At the tier's threshold for decoys.
  std::vector<MethodMatches> match(const index::CompositionFeatures& query, const std::vector<std::size_t>& right,
                                   std::uint64_t seed) const;

 private:
  StoredFeatures catalog_;
};

}  // namespace tributary::lab
