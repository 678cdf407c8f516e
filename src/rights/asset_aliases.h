// Names of recordings and works that others know better: what a catalog says of its own ids.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

namespace tributary::rights {

struct AssetAliases {
  std::unordered_map<std::string, std::string> isrc_of_recording;                // by recording id
  std::unordered_map<std::string, std::string> iswc_of_work;                     // by work id
  std::unordered_map<std::string, std::vector<std::string>> recordings_of_work;  // recording ids, by work id
};

}  // namespace tributary::rights
