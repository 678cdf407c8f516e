// A folder of files that look like audio and are not fit to be read, each with one named defect.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::hostile {

struct HostileMedia {
  std::string defect;  // such as "flac_cut_in_half"; also the stem of the file's name
  std::filesystem::path path;
  std::string expected_fragment;  // stands in the error message that refuses the file
};

// Makes all of them in `folder`, which must exist; the same seed gives the same bytes. One entry is a
// directory, one a named pipe, one a dangling chain of links and one does not exist at all.
Result<std::vector<HostileMedia>> make_hostile_media(const std::filesystem::path& folder, std::uint64_t seed);

// A few seconds of music-like stereo at 44.1 kHz: what the files above were before they were damaged.
std::vector<float> hostile_source(std::uint64_t seed);

}  // namespace tributary::hostile
