// PcmTrack: a piece of music decoded once to 16-bit stereo on disk, and read from any second.
#pragma once

#include <filesystem>
#include <memory>

#include "base/file.h"
#include "lab/sound/sound.h"
#include "tributary/result.h"

namespace tributary::lab {

// Thread safe once opened.
class PcmTrack {
 public:
  // Decodes `source` to `cache`, unless an earlier run has.
  static Result<PcmTrack> open(const std::filesystem::path& source, const std::filesystem::path& cache);

  const std::filesystem::path& source() const { return source_; }
  double duration_s() const;

  // Stereo, as far as the track reaches.
  Sound read(double start_s, double duration_s) const;

 private:
  PcmTrack(std::filesystem::path source, base::MappedFile samples)
      : source_(std::move(source)), samples_(std::move(samples)) {}

  std::filesystem::path source_;
  base::MappedFile samples_;
};

}  // namespace tributary::lab
