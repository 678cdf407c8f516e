#include "lab/style/collection.h"

#include <array>
#include <map>
#include <span>

#include "base/hash.h"
#include "lab/recording/table_file.h"

namespace tributary::lab {

bool is_learned_from(const std::string& artist) {
  const auto checksum = base::checksum128(std::as_bytes(std::span(artist)));
  return checksum[0] % 5 < 3;
}

Result<std::vector<StyleTrack>> read_collection(const std::filesystem::path& path) {
  static const std::array<std::string, 3> columns = {"path", "artist", "licence"};
  TRIBUTARY_ASSIGN(const std::vector<TableRow> rows, read_table(path, columns));
  std::vector<StyleTrack> tracks;
  for (const TableRow& row : rows) {
    const auto field = [&](const std::string& column) {
      const auto found = row.fields.find(column);
      return found == row.fields.end() ? std::string() : found->second;
    };
    StyleTrack track{field("path"), field("artist"), field("licence"), field("origin"), field("work"), false};
    if (track.path.empty() || track.artist.empty() || track.licence.empty())
      return Error{ErrorCode::kInvalidInput, row.place + ": path, artist and licence must be given"};
    if (track.path.is_relative()) track.path = path.parent_path() / track.path;
    if (track.work.empty()) track.work = track.path.string();
    track.learned_from = is_learned_from(track.artist);
    tracks.push_back(std::move(track));
  }
  if (tracks.empty()) return Error{ErrorCode::kInvalidInput, path.string() + ": names no tracks"};
  return tracks;
}

}  // namespace tributary::lab
