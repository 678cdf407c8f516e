#include "lab/recording/music_library.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/parallel.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

constexpr double kShortestTrack_s = 25;
constexpr double kQuietest_db = -45;

bool is_music(const fs::path& path) {
  static const std::set<std::string> kEndings = {".ogg", ".mp3", ".flac", ".wav", ".m4a", ".opus"};
  std::string ending = path.extension();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return kEndings.contains(ending);
}

Result<std::vector<fs::path>> music_files(const std::vector<fs::path>& folders) {
  std::vector<fs::path> files;
  for (const fs::path& folder : folders) {
    std::error_code failure;
    for (fs::recursive_directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
      if (entry->is_regular_file() && is_music(entry->path())) files.push_back(fs::canonical(entry->path()));
    }
    if (failure) return Error{ErrorCode::kNotFound, folder.string() + ": " + failure.message()};
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

Result<std::vector<PcmTrack>> open_tracks(const std::vector<fs::path>& files, const fs::path& cache, std::size_t jobs) {
  std::vector<std::optional<Result<PcmTrack>>> opened(files.size());
  base::parallel_for(files.size(), jobs, [&](std::size_t i) {
    const std::string name = base::sha256_of_text(files[i].string()).substr(0, 16);
    opened[i] = PcmTrack::open(files[i], cache / (name + ".pcm"));
  });
  std::vector<PcmTrack> tracks;
  for (auto& track : opened) {
    if (!*track) return std::move(*track).error();
    if ((*track)->duration_s() >= kShortestTrack_s) tracks.push_back(std::move(*track).value());
  }
  return tracks;
}

}  // namespace

Result<MusicLibrary> open_music_library(const std::vector<fs::path>& folders, const fs::path& cache,
                                        double held_fraction, std::uint64_t seed, std::size_t jobs) {
  TRIBUTARY_ASSIGN(const std::vector<fs::path> files, music_files(folders));
  TRIBUTARY_ASSIGN(std::vector<PcmTrack> tracks, open_tracks(files, cache, jobs));
  MusicLibrary music{std::move(tracks), {}, {}};
  const double count = static_cast<double>(music.tracks.size());
  const auto held = static_cast<std::ptrdiff_t>(std::lround(held_fraction * count));
  const auto order = Random(seed_for(seed, "held out")).permutation(music.tracks.size());
  music.outside.assign(order.begin(), order.begin() + held);
  music.catalog.assign(order.begin() + held, order.end());
  std::sort(music.outside.begin(), music.outside.end());
  std::sort(music.catalog.begin(), music.catalog.end());
  if (music.outside.empty() || music.catalog.size() < 2) {
    return Error{ErrorCode::kInvalidInput, fmt::format("{} tracks of at least {} s are too few for a query set",
                                                       music.tracks.size(), kShortestTrack_s)};
  }
  return music;
}

double random_offset_s(Random& random, const PcmTrack& track, double span_s) {
  const double latest_s = track.duration_s() - span_s - 1;
  return latest_s > 1 ? std::round(random.uniform(1, latest_s) * 1000) / 1000 : 1.0;
}

bool sounds(const Sound& excerpt, double length_s) {
  return excerpt.frames() == frames_of(length_s) && level_db(excerpt) > kQuietest_db;
}

Result<std::vector<Place>> pick_places(const MusicLibrary& music, const std::vector<std::size_t>& among,
                                       std::size_t count, double shortest_s, double longest_s, double span_s,
                                       Random random) {
  std::vector<Place> places;
  for (std::size_t attempt = 0; places.size() < count; ++attempt) {
    if (attempt > 1000 * count) return Error{ErrorCode::kInvalidInput, "the music is nearly all silence"};
    const std::size_t track = among[random.below(among.size())];
    const PcmTrack& pcm = music.tracks[track];
    const double offset_s = random_offset_s(random, pcm, span_s);
    const bool fits =
        sounds(pcm.read(offset_s, shortest_s), shortest_s) && sounds(pcm.read(offset_s, longest_s), longest_s);
    if (fits) places.push_back({track, offset_s});
  }
  return places;
}

}  // namespace tributary::lab
