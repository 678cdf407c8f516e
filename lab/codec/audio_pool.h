// The music that codecs learn from, and the excerpts that are cut from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "lab/random/random.h"
#include "tributary/result.h"

namespace tributary::lab {

// Every audio file below the folders, in the order of their names; playlists and tables are passed over.
Result<std::vector<std::filesystem::path>> audio_files_below(const std::vector<std::filesystem::path>& folders);

// Mono tracks at kCodecRateHz in memory.
class AudioPool {
 public:
  // The first four minutes of each file; files that hold less than a second of music are left out, and kInvalidInput
  // says so where none is left.
  static Result<AudioPool> read(std::span<const std::filesystem::path> files);
  explicit AudioPool(std::vector<std::vector<float>> tracks);

  double duration_s() const;

  // An excerpt that sounds, at a level near kCodecLevel.
  std::vector<float> excerpt(std::size_t samples, Random& random) const;
  // The same, varied: at another speed, with a second excerpt, bursts of noise or distortion on top, louder or softer.
  std::vector<float> varied_excerpt(std::size_t samples, Random& random) const;

 private:
  std::vector<std::vector<std::int16_t>> tracks_;  // at kCodecLevel, times kStep
  std::vector<std::size_t> ends_;                  // of each track, were they laid end to end
};

}  // namespace tributary::lab
