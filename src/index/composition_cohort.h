// The standing cohort: what the composition network heard in music of no catalog, to see what chance reaches.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "index/composition_features.h"
#include "tributary/result.h"

namespace tributary::index {

struct CompositionCohort {
  std::string weights;  // of the network that heard it: 32 lower-case hexadecimal digits
  std::vector<CompositionFeatures> members;

  bool operator==(const CompositionCohort&) const = default;
};

// docs/formats/composition.md says how.
std::vector<std::byte> encode_cohort(const CompositionCohort& cohort);

// Checks magic, version, length, checksum and every value; kCorrupt or kUnsupported name `name` and the place.
Result<CompositionCohort> decode_cohort(std::span<const std::byte> bytes, const std::string& name);

}  // namespace tributary::index
