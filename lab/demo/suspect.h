// A suspect: a file made on the spot, and what is truly inside it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "lab/demo/music_package.h"
#include "tributary/result.h"

namespace tributary::lab {

struct TruePart {
  std::filesystem::path recording;  // a file of the catalog
  std::string title;
  double percent = 0;
};

struct Suspect {
  std::filesystem::path path;
  std::string story;            // how it was made
  std::vector<TruePart> truth;  // what is left to 100% is nobody's
};

// Writes every suspect of the demo into `folder`. The same music gives the same files.
Result<std::vector<Suspect>> make_suspects(const MusicPackage& music, const std::filesystem::path& folder,
                                           std::size_t threads);

}  // namespace tributary::lab
