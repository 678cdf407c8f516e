// The music that queries are cut from: decoded tracks, some of them held out of the catalog.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "lab/recording/pcm_track.h"
#include "lab/recording/random.h"
#include "tributary/result.h"

namespace tributary::lab {

struct MusicLibrary {
  std::vector<PcmTrack> tracks;
  std::vector<std::size_t> catalog;  // which tracks the catalog holds
  std::vector<std::size_t> outside;  // and which it does not
};

// Every track of at least 25 s below the folders, decoded into `cache`; `held_fraction` of them, chosen
// by `seed`, stay outside.
Result<MusicLibrary> open_music_library(const std::vector<std::filesystem::path>& folders,
                                        const std::filesystem::path& cache, double held_fraction, std::uint64_t seed,
                                        std::size_t jobs);

// Where an excerpt lies.
struct Place {
  std::size_t track = 0;
  double offset_s = 0;
};

// A random second of the track, so that `span_s` more seconds follow where it is long enough.
double random_offset_s(Random& random, const PcmTrack& track, double span_s);

// Whether the excerpt is as long as asked for and louder than -45 dB.
bool sounds(const Sound& excerpt, double length_s);

// `count` places among these tracks that sound for their first `shortest_s` and for `longest_s`, with
// `span_s` of music behind them.
Result<std::vector<Place>> pick_places(const MusicLibrary& music, const std::vector<std::size_t>& among,
                                       std::size_t count, double shortest_s, double longest_s, double span_s,
                                       Random random);

}  // namespace tributary::lab
