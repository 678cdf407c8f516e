// Listening: from audio files to what the methods compare.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "lab/composition/measurement/recording_features.h"
#include "tributary/result.h"

namespace tributary::lab {

struct ListeningOptions {
  std::filesystem::path weights;
  // Folder that keeps what networks make of recordings, one file for each weights; empty: nothing is kept.
  std::filesystem::path cache;
  std::size_t threads = 1;
  std::function<void(std::size_t, std::size_t)> progress;  // called from any thread
};

// The features of each file, in their order; they depend neither on the cache nor on the threads. An error names the
// file.
Result<std::vector<RecordingFeatures>> listen(std::span<const std::filesystem::path> audio,
                                              const ListeningOptions& options);

}  // namespace tributary::lab
