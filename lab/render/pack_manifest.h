// The manifest of the symbolic pack: which files there are, what they are versions of, and what may be done with them.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

struct PackEntry {
  std::string path;  // below the folder of the pack; also the version's id
  std::string work_id;
  std::string tradition;  // "folk", "chorale", "lied", "gagaku", "game"
  std::string composer;   // empty for traditional works
  std::string pair_name;  // the name that PAIRS.csv gives to the version
  bool clean = false;     // commercial use is allowed, or the composition is in the public domain
};

// The rows of kind "symbolic", ordered by path. Errors name the file and the line.
Result<std::vector<PackEntry>> read_pack_manifest(const std::filesystem::path& manifest_csv);

// Pairs of pair_names that are versions of one work.
Result<std::vector<std::pair<std::string, std::string>>> read_version_pairs(const std::filesystem::path& pairs_csv);

}  // namespace tributary::lab
