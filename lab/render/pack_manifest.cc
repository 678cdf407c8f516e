#include "lab/render/pack_manifest.h"

#include <algorithm>
#include <array>

#include "lab/recording/table_file.h"

namespace tributary::lab {
namespace {

constexpr std::string_view kArchive = "symbolic.tar.xz:";

std::string tradition_of(const std::string& folder) {
  if (folder == "chorales") return "chorale";
  if (folder == "lieder") return "lied";
  if (folder == "openmsx" || folder == "yubatake") return "game";
  return folder;
}

// "unclear" rows whose compositions are in the public domain say so in their licence.
bool is_clean(const TableRow& row) {
  const std::string& licence = row.fields.at("licence");
  return row.fields.at("commercial_use") == "yes" || licence.starts_with("PD ") || licence == "Public Domain";
}

// Gagaku files are paired by their number: "g06_04_03" of "g06_04_03_ichikotsucho_hichiriki.mid".
std::string pair_name_of(const TableRow& row, const std::string& tradition, const std::filesystem::path& path) {
  constexpr std::size_t kNumberLength = 9;
  return tradition == "gagaku" ? path.stem().string().substr(0, kNumberLength) : row.fields.at("version_id");
}

Result<PackEntry> entry_of(const TableRow& row) {
  PackEntry entry;
  entry.path = row.fields.at("path");
  if (!entry.path.starts_with(kArchive) || entry.path.find("..") != std::string::npos)
    return Error{ErrorCode::kInvalidInput,
                 row.place + ": path does not lie in symbolic.tar.xz: \"" + entry.path + "\""};
  entry.path.erase(0, kArchive.size());
  entry.work_id = row.fields.at("work_id");
  if (entry.work_id.empty()) return Error{ErrorCode::kInvalidInput, row.place + ": has no work_id"};
  entry.tradition = tradition_of(entry.path.substr(0, entry.path.find('/')));
  const std::string& artist = row.fields.at("artist");
  const bool known = entry.tradition != "gagaku" && !artist.starts_with("trad.");
  entry.composer = known ? artist : "";
  entry.pair_name = pair_name_of(row, entry.tradition, entry.path);
  entry.clean = is_clean(row);
  return entry;
}

}  // namespace

Result<std::vector<PackEntry>> read_pack_manifest(const std::filesystem::path& manifest_csv) {
  const std::array<std::string, 7> columns{"path",    "artist",         "work_id", "version_id",
                                           "licence", "commercial_use", "kind"};
  TRIBUTARY_ASSIGN(const std::vector<TableRow> rows, read_table(manifest_csv, columns));
  std::vector<PackEntry> entries;
  for (const TableRow& row : rows) {
    if (row.fields.at("kind") != "symbolic") continue;
    TRIBUTARY_ASSIGN(PackEntry entry, entry_of(row));
    entries.push_back(std::move(entry));
  }
  const auto by_path = [](const PackEntry& a, const PackEntry& b) { return a.path < b.path; };
  std::sort(entries.begin(), entries.end(), by_path);
  const auto twice = std::adjacent_find(entries.begin(), entries.end(),
                                        [](const PackEntry& a, const PackEntry& b) { return a.path == b.path; });
  if (twice != entries.end())
    return Error{ErrorCode::kInvalidInput, manifest_csv.string() + ": names " + twice->path + " twice"};
  return entries;
}

Result<std::vector<std::pair<std::string, std::string>>> read_version_pairs(const std::filesystem::path& pairs_csv) {
  const std::array<std::string, 2> columns{"version_a", "version_b"};
  TRIBUTARY_ASSIGN(const std::vector<TableRow> rows, read_table(pairs_csv, columns));
  std::vector<std::pair<std::string, std::string>> pairs;
  pairs.reserve(rows.size());
  for (const TableRow& row : rows) pairs.emplace_back(row.fields.at("version_a"), row.fields.at("version_b"));
  return pairs;
}

}  // namespace tributary::lab
