// Which models a retraining lab trains: the full one, one without each artist, and many on half of the works.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "audit/segment_set.h"

namespace tributary::lab {

struct SubsetModel {
  std::string name;               // "full", "without ARTIST" or "half K"
  std::vector<float> membership;  // of each segment, 0 or 1
};

// Halves are of works, because segments of one work stand for each other. The same for every training seed.
std::vector<SubsetModel> plan_subsets(const audit::SegmentSet& set, std::size_t halves, std::uint64_t seed);

// Each once, sorted.
std::vector<std::string> artists_of(const audit::SegmentSet& set);
std::vector<std::string> works_of(const audit::SegmentSet& set);

}  // namespace tributary::lab
