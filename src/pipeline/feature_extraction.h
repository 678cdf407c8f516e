// Listens to one file: everything the catalog keeps of its sound.
#pragma once

#include <filesystem>

#include "dsp/fingerprint.h"
#include "tributary/progress.h"
#include "tributary/result.h"

namespace tributary::pipeline {

struct Features {
  dsp::Fingerprint fingerprint;
  double loudness_lufs = 0;  // integrated, of the mono downmix
};

// Decodes in blocks, so that memory grows with the fingerprint only. Errors name the file. `progress` may
// be null.
Result<Features> extract_features(const std::filesystem::path& path, ProgressListener* progress);

}  // namespace tributary::pipeline
