// Imports the catalog of a query set into a fresh workspace, and measures what that costs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

struct ImportCost {
  std::int64_t recordings = 0;
  std::vector<std::string> refused;  // "place: reason"
  double audio_s = 0;
  double cpu_s = 0;
  double wall_s = 0;
  std::int64_t stored_bytes = 0;  // of everything in the workspace: features, index, database
  std::int64_t peak_memory_bytes = 0;
};

// Removes the workspace an earlier run left in `folder` first; refuses a folder that is something else.
Result<ImportCost> import_fresh(const std::filesystem::path& catalog_csv, const std::filesystem::path& folder,
                                std::size_t threads);

// A few lines for people.
std::string import_text(const ImportCost& cost);

}  // namespace tributary::lab
