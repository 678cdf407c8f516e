// Listens to one file: everything an import keeps and a trace needs of its sound.
#pragma once

#include <filesystem>
#include <vector>

#include "dsp/fingerprint.h"
#include "tributary/progress.h"
#include "tributary/result.h"

namespace tributary::pipeline {

struct Features {
  dsp::Fingerprint fingerprint;
  double loudness_lufs = 0;             // integrated, of the mono downmix
  std::vector<float> sounding_weights;  // per started second: 1 where it sounds, 0 where it is silent
  dsp::EnergyRanks energy_ranks;        // of a query that is not too long for them; else empty
};

enum class Role { kReference, kQuery };

// Keeps of its peaks what the role asks for, see dsp::Fingerprinter. Decodes in blocks, so that memory grows with the
// fingerprint only. Errors name the file. `progress` may be null.
Result<Features> extract_features(const std::filesystem::path& path, Role role, ProgressListener* progress);

}  // namespace tributary::pipeline
