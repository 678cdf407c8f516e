#include "pipeline/import_plan.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "base/file.h"
#include "catalog/catalog_csv.h"

namespace tributary::pipeline {
namespace {

namespace fs = std::filesystem;

// Images, texts, playlists and the like; anything else is given to the decoder, so that nothing that
// might be music is left out in silence.
constexpr std::array<std::string_view, 38> kCompanions{
    ".accurip", ".bmp",  ".cfg", ".csv",  ".cue",     ".db",  ".doc",  ".docx", ".ffp", ".gif",
    ".htm",     ".html", ".ini", ".jpeg", ".jpg",     ".js",  ".json", ".log",  ".lrc", ".m3u",
    ".m3u8",    ".md",   ".md5", ".nfo",  ".pdf",     ".pls", ".png",  ".rtf",  ".sfv", ".sha256",
    ".sqlite",  ".srt",  ".svg", ".tif",  ".torrent", ".txt", ".webp", ".xml"};

std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return extension;
}

bool accompanies_music(const fs::path& path) {
  return path.filename().string().starts_with('.') ||
         std::find(kCompanions.begin(), kCompanions.end(), lower_extension(path)) != kCompanions.end();
}

std::int64_t size_of(const fs::path& path) {
  std::error_code failure;
  const auto size = fs::file_size(path, failure);
  return failure ? 0 : static_cast<std::int64_t>(size);
}

fs::path absolute_path(const fs::path& path) {
  std::error_code failure;
  const fs::path absolute = fs::absolute(path, failure);
  return (failure ? path : absolute).lexically_normal();
}

bool is_same_folder(const fs::path& a, const fs::path& b) {
  std::error_code failure;
  return fs::equivalent(a, b, failure) && !failure;
}

class FolderScan {
 public:
  explicit FolderScan(const fs::path& workspace) : workspace_(workspace) {}

  void scan(const fs::path& folder) {
    std::error_code failure;
    fs::directory_iterator entries(folder, failure);
    const fs::directory_iterator end;
    while (!failure && entries != end) {
      visit(*entries);
      entries.increment(failure);
    }
    if (failure) plan_.refused.push_back({folder.string(), "cannot list the folder: " + failure.message()});
  }

  ImportPlan finish() {
    std::sort(plan_.items.begin(), plan_.items.end(),
              [](const ImportItem& a, const ImportItem& b) { return a.place < b.place; });
    return std::move(plan_);
  }

 private:
  void visit(const fs::directory_entry& entry) {
    std::error_code failure;
    const bool link = entry.is_symlink(failure);
    if (entry.is_directory(failure)) {
      if (link || entry.path().filename().string().starts_with('.') || is_same_folder(entry.path(), workspace_)) return;
      scan(entry.path());
    } else if (accompanies_music(entry.path())) {
      ++plan_.passed_over;
    } else {
      ImportItem item;
      item.description.path = entry.path().string();
      item.place = item.description.path;
      item.bytes = size_of(entry.path());
      plan_.items.push_back(std::move(item));
    }
  }

  fs::path workspace_;
  ImportPlan plan_;
};

}  // namespace

Result<ImportPlan> plan_csv_import(const fs::path& file) {
  TRIBUTARY_ASSIGN(const base::MappedFile map, base::MappedFile::open(file));
  const std::string_view text(reinterpret_cast<const char*>(map.bytes().data()), map.bytes().size());
  TRIBUTARY_ASSIGN(catalog::CatalogCsv csv, catalog::parse_catalog_csv(text, file.string()));
  const fs::path folder = absolute_path(file).parent_path();
  ImportPlan plan;
  plan.items.reserve(csv.recordings.size());
  for (catalog::CsvRecording& row : csv.recordings) {
    ImportItem item;
    item.description = std::move(row.recording);
    item.description.path = (folder / item.description.path).lexically_normal().string();
    item.source = catalog::MetadataSource::kCsv;
    item.place = fmt::format("{}:{}", file.string(), row.line);
    item.bytes = size_of(item.description.path);
    plan.items.push_back(std::move(item));
  }
  for (const catalog::CsvRefusal& refusal : csv.refusals)
    plan.refused.push_back({fmt::format("{}:{}", file.string(), refusal.line), refusal.reason});
  return plan;
}

Result<ImportPlan> plan_folder_import(const fs::path& folder, const fs::path& workspace) {
  FolderScan scan(workspace);
  scan.scan(absolute_path(folder));
  return scan.finish();
}

}  // namespace tributary::pipeline
