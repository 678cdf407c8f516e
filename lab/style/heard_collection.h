// A collection together with what was heard of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lab/style/collection.h"
#include "lab/style/listening.h"

namespace tributary::lab {

struct HeardCollection {
  std::vector<StyleTrack> tracks;
  std::vector<HeardTrack> heard;  // of the tracks
};

struct HearingOptions {
  std::uint64_t seed = 1;  // of the disturbances
  std::size_t jobs = 1;
};

// Tracks that cannot be decoded, or last less than one window, are named on stderr and left out.
HeardCollection hear_collection(std::vector<StyleTrack> tracks, const HearingOptions& options);

}  // namespace tributary::lab
