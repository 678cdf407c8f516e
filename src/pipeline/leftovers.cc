#include "pipeline/leftovers.h"

#include <algorithm>
#include <set>
#include <string>
#include <system_error>

#include "catalog/identifiers.h"

namespace tributary::pipeline {
namespace {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failure;
  if (!fs::exists(folder, failure)) return files;  // a workspace of an older version lacks some
  fs::recursive_directory_iterator entries(folder, failure);
  const fs::recursive_directory_iterator end;
  while (!failure && entries != end) {
    if (!entries->is_directory(failure) || entries->is_symlink(failure)) files.push_back(entries->path());
    entries.increment(failure);
  }
  if (failure) return Error{ErrorCode::kIo, folder.string() + ": cannot list: " + failure.message()};
  return files;
}

Result<bool> belongs_to_a_recording(const fs::path& file, catalog::Catalog& catalog, const Layout& layout) {
  const std::string content = file.stem().string();
  if (!catalog::is_lower_hex(content, 64)) return false;
  if (file != layout.fingerprint_file(content) && file != layout.composition_file(content) &&
      file != layout.style_file(content))
    return false;
  return catalog.holds_content(content);
}

}  // namespace

Result<std::vector<fs::path>> find_leftovers(catalog::Catalog& catalog, const Layout& layout) {
  std::vector<fs::path> leftovers;
  for (const fs::path& folder : {layout.fingerprints(), layout.listenings()}) {
    TRIBUTARY_ASSIGN(const std::vector<fs::path> files, files_below(folder));
    for (const fs::path& file : files) {
      TRIBUTARY_ASSIGN(const bool known, belongs_to_a_recording(file, catalog, layout));
      if (!known) leftovers.push_back(file);
    }
  }
  TRIBUTARY_ASSIGN(const std::vector<catalog::StoredSegment> segments, catalog.segments());
  std::set<fs::path> indexed;
  for (const catalog::StoredSegment& segment : segments) indexed.insert(layout.segment_file(segment.checksum));
  TRIBUTARY_ASSIGN(const std::vector<fs::path> files, files_below(layout.segments()));
  std::copy_if(files.begin(), files.end(), std::back_inserter(leftovers),
               [&](const fs::path& file) { return !indexed.contains(file); });
  std::sort(leftovers.begin(), leftovers.end());
  return leftovers;
}

Result<void> remove_leftovers(catalog::Catalog& catalog, const Layout& layout) {
  TRIBUTARY_ASSIGN(const std::vector<fs::path> leftovers, find_leftovers(catalog, layout));
  for (const fs::path& file : leftovers) {
    std::error_code failure;
    fs::remove(file, failure);
    if (failure) return Error{ErrorCode::kIo, file.string() + ": cannot remove: " + failure.message()};
  }
  return {};
}

}  // namespace tributary::pipeline
