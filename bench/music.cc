#include "bench/music.h"

#include <algorithm>

#include "audio/decoder.h"

namespace tributary::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kThreeMinutesOfVorbisBytes = 3'000'000;

std::vector<fs::path> find_music() {
  std::vector<fs::path> found;
  std::error_code failure;
  for (fs::recursive_directory_iterator entry("/usr/share/games/wesnoth", failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (entry->path().extension() == ".ogg" && entry->path().parent_path().filename() == "music" &&
        entry->file_size() > kThreeMinutesOfVorbisBytes) {
      found.push_back(entry->path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

const std::vector<fs::path>& music() {
  static const std::vector<fs::path> kMusic = find_music();
  return kMusic;
}

const std::vector<float>& samples() {
  static const std::vector<float> kSamples = [] {
    if (music().empty()) return std::vector<float>();
    auto decoded = audio::decode_file(music().front());
    return decoded ? std::move(*decoded) : std::vector<float>();
  }();
  return kSamples;
}

}  // namespace tributary::bench
