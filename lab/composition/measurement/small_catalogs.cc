#include "lab/composition/measurement/small_catalogs.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "lab/random/random.h"

namespace tributary::lab {

std::vector<MethodMatches> SmallCatalogs::match(const index::CompositionFeatures& query,
                                                const std::vector<std::size_t>& right, std::uint64_t seed) const {
  Random random(seed);
  const std::size_t size = std::min(1 + random.below(kMost), catalog_.size());
  std::set<std::size_t> drawn;
  for (const std::size_t place : right)
    if (drawn.size() < size) drawn.insert(place);
  while (drawn.size() < size) drawn.insert(random.below(catalog_.size()));
  const std::vector<std::size_t> places(drawn.begin(), drawn.end());
  StoredFeatures small;
  for (const std::size_t place : places) small.push_back(catalog_[place]);

  const MethodMatches found = TierMethods(std::move(small), false, standing_cohort_).match(query).front();
  MethodMatches all{"composition tier, catalogs of 1 to " + std::to_string(kMost), {}, found.threshold};
  all.matches.assign(catalog_.size(), Match{-std::numeric_limits<double>::infinity(), std::nullopt});
  for (std::size_t i = 0; i < places.size(); ++i) all.matches[places[i]] = found.matches[i];
  return {std::move(all)};
}

}  // namespace tributary::lab
