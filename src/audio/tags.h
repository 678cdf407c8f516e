// Tags: what an audio file says about its content.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "tributary/result.h"

namespace tributary::audio {

// Every text is one line of valid UTF-8: control characters and line breaks become a space, text of
// more than 1,024 bytes is cut.
struct Tags {
  std::string title;
  std::string artist;
  std::string album;
  std::string isrc;                          // upper case, without hyphens; empty unless well-formed
  std::map<std::string, std::string> other;  // further names in upper case, at most 64 of them

  bool operator==(const Tags&) const = default;
};

// Reads ID3, Vorbis comments, MP4 atoms, APE tags, RIFF INFO and whatever else TagLib knows. A file
// without tags, or of a kind that has none, gives empty Tags. kNotFound or kIo name a file that cannot
// be opened. Several values of one name are joined with "; ".
Result<Tags> read_tags(const std::filesystem::path& path);

}  // namespace tributary::audio
