// A collection of recordings whose artists are known: what style encoders learn from and are measured on.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

struct StyleTrack {
  std::filesystem::path path;
  std::string artist;
  std::string licence;
  std::string origin;  // where the recording was published, which fixes its codec; may be empty
  std::string work;    // tracks that share it play the same composition; the path where it is not known
  bool learned_from = false;
};

// Reads a CSV with the columns path, artist and licence, and origin and work where it has them. Whole artists are
// learned from, three of five by a hash of the name, or kept for measurement.
Result<std::vector<StyleTrack>> read_collection(const std::filesystem::path& path);

// The same division for one name.
bool is_learned_from(const std::string& artist);

}  // namespace tributary::lab
