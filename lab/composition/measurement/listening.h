// Listening: from audio files to what the methods compare.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "lab/composition/measurement/recording_features.h"
#include "lab/composition/mixing/recording_channel.h"
#include "tributary/result.h"

namespace tributary::lab {

struct ListeningOptions {
  std::filesystem::path weights;
  // Folder that keeps what networks make of recordings, one file for each weights; empty: nothing is kept.
  std::filesystem::path cache;
  std::size_t threads = 1;
  bool baselines = true;                                   // or no chroma and no 2DFTM
  std::function<void(std::size_t, std::size_t)> progress;  // called from any thread
};

// The features of each file, in their order; they depend neither on the cache nor on the threads. An error names the
// file.
Result<std::vector<RecordingFeatures>> listen(std::span<const std::filesystem::path> audio,
                                              const ListeningOptions& options);

// Music that is mixed on demand, and the checksum of what decides how it sounds, however much of it there is.
struct MixedMusic {
  std::string recipe;
  std::size_t count = 0;
  std::function<Result<ConstantQWindow>(std::size_t)> mix;  // called from any thread
};

// What an index would store of it, kept in the cache; the same whatever the cache and the threads.
Result<std::vector<index::CompositionFeatures>> listen(const MixedMusic& music, const ListeningOptions& options);

}  // namespace tributary::lab
