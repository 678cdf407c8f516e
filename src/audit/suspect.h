// A track as a generator would have seen it: its segments, one after another.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::audit {

struct Suspect {
  std::string sha256;
  double duration_s = 0;
  std::vector<float> levels;  // [segments][frames][bands] of segment_levels.h; silent segments are left out
  std::size_t segments = 0;
  std::vector<double> starts_s;  // of each segment
};

// Errors are those of the decoder; kInvalidInput where no segment sounds.
Result<Suspect> hear_suspect(const std::filesystem::path& path, std::size_t frames);

}  // namespace tributary::audit
