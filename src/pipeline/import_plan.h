// What an import is going to read: files, and what is already known of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "catalog/stored_recording.h"
#include "tributary/recording.h"
#include "tributary/result.h"
#include "tributary/workspace.h"

namespace tributary::pipeline {

struct ImportItem {
  Recording description;  // path absolute; title, artist and work_id empty where the source does not state them
  catalog::MetadataSource source = catalog::MetadataSource::kFile;
  std::string place;  // where the item comes from, for people: the file, or the CSV file and its line
  std::int64_t bytes = 0;
};

struct ImportPlan {
  std::vector<ImportItem> items;
  std::vector<Finding> refused;
  std::int64_t passed_over = 0;  // files that accompany music
};

// An Error where the CSV file as a whole is unusable.
Result<ImportPlan> plan_csv_import(const std::filesystem::path& file);

// Every file below `folder` but hidden ones, the workspace itself and those whose name says that they only
// accompany music; by path, compared byte by byte. Symbolic links to folders are not followed.
Result<ImportPlan> plan_folder_import(const std::filesystem::path& folder, const std::filesystem::path& workspace);

}  // namespace tributary::pipeline
