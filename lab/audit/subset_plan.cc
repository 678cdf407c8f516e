#include "lab/audit/subset_plan.h"

#include <set>

#include "lab/random/random.h"

namespace tributary::lab {
namespace {

template <typename Name>
std::vector<std::string> names_of(const audit::SegmentSet& set, Name name) {
  std::set<std::string> names;
  for (const audit::Segment& segment : set.segments) names.insert(name(segment));
  return {names.begin(), names.end()};
}

SubsetModel half_of(const audit::SegmentSet& set, const std::vector<std::string>& works, std::size_t number,
                    std::uint64_t seed) {
  Random random(seed + number);
  const std::vector<std::size_t> order = random.permutation(works.size());
  std::set<std::string> kept;
  for (std::size_t i = 0; i < (works.size() + 1) / 2; ++i) kept.insert(works[order[i]]);
  SubsetModel model{"half " + std::to_string(number), {}};
  for (const audit::Segment& segment : set.segments) model.membership.push_back(kept.contains(segment.work) ? 1 : 0);
  return model;
}

}  // namespace

std::vector<std::string> artists_of(const audit::SegmentSet& set) {
  return names_of(set, [](const audit::Segment& s) { return s.artist; });
}

std::vector<std::string> works_of(const audit::SegmentSet& set) {
  return names_of(set, [](const audit::Segment& s) { return s.work; });
}

std::vector<SubsetModel> plan_subsets(const audit::SegmentSet& set, std::size_t halves, std::uint64_t seed) {
  std::vector<SubsetModel> models{{"full", std::vector<float>(set.size(), 1.0F)}};
  for (const std::string& artist : artists_of(set)) {
    SubsetModel model{"without " + artist, {}};
    for (const audit::Segment& segment : set.segments) model.membership.push_back(segment.artist == artist ? 0 : 1);
    models.push_back(std::move(model));
  }
  const std::vector<std::string> works = works_of(set);
  for (std::size_t k = 0; k < halves; ++k) models.push_back(half_of(set, works, k, seed));
  return models;
}

}  // namespace tributary::lab
