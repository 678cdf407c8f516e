#include "lab/demo/music_package.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "audio/tags.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

// The newest of the releases that are installed.
fs::path newest_music_folder() {
  std::vector<fs::path> found;
  std::error_code failure;
  for (fs::directory_iterator entry("/usr/share/games/wesnoth", failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const fs::path folder = entry->path() / "data/core/music";
    if (fs::is_directory(folder)) found.push_back(folder);
  }
  return found.empty() ? fs::path() : *std::max_element(found.begin(), found.end());
}

}  // namespace

Result<MusicPackage> MusicPackage::find() {
  MusicPackage package;
  package.folder_ = newest_music_folder();
  if (package.folder_.empty()) {
    return Error{ErrorCode::kNotFound,
                 "no music below /usr/share/games/wesnoth: install the Debian package wesnoth-1.16-music"};
  }
  std::error_code failure;
  for (fs::directory_iterator entry(package.folder_, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (entry->path().extension() != ".ogg") continue;
    TRIBUTARY_ASSIGN(const audio::Tags tags, audio::read_tags(entry->path()));
    package.tracks_.push_back({entry->path(), tags.title, tags.artist});
  }
  if (failure) return Error{ErrorCode::kIo, package.folder_.string() + ": " + failure.message()};
  std::sort(package.tracks_.begin(), package.tracks_.end(),
            [](const Track& a, const Track& b) { return a.path < b.path; });
  return package;
}

Result<Track> MusicPackage::track(const std::string& file_name) const {
  const auto found = std::find_if(tracks_.begin(), tracks_.end(),
                                  [&](const Track& track) { return track.path.filename() == file_name; });
  if (found != tracks_.end()) return *found;
  return Error{ErrorCode::kNotFound, folder_.string() + " has no " + file_name + ", which the demo needs"};
}

bool is_held_out(const Track& track) {
  static constexpr std::array<std::string_view, 3> kHeldOut = {"Gianmarco Leone", "Jeremy Nicoll",
                                                               "Joseph G. Toscano (Zhaytee)"};
  return std::find(kHeldOut.begin(), kHeldOut.end(), track.artist) != kHeldOut.end();
}

}  // namespace tributary::lab
