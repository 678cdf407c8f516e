// MusicPackage: the freely licensed music that Debian ships with the game Battle for Wesnoth.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

struct Track {
  std::filesystem::path path;
  std::string title;
  std::string artist;  // empty where the file's tags name none
};

class MusicPackage {
 public:
  // Finds the music wherever this release keeps it (/usr/share/games/wesnoth/VERSION/data/core/music)
  // and reads the tags of every file. kNotFound names the package to install.
  static Result<MusicPackage> find();

  const std::filesystem::path& folder() const { return folder_; }
  const std::vector<Track>& tracks() const { return tracks_; }  // by file name

  // The track in this file; kNotFound names it.
  Result<Track> track(const std::string& file_name) const;

 private:
  std::filesystem::path folder_;
  std::vector<Track> tracks_;
};

// Whether the demo keeps the artist's music out of its catalog, to stand for music nobody registered.
bool is_held_out(const Track& track);

}  // namespace tributary::lab
