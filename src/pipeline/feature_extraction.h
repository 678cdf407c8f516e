// Listens to one file: everything an import keeps and a trace needs of its sound.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "dsp/fingerprint.h"
#include "index/composition_features.h"
#include "pipeline/listener.h"
#include "tributary/progress.h"
#include "tributary/result.h"

namespace tributary::pipeline {

struct Features {
  dsp::Fingerprint fingerprint;
  double loudness_lufs = 0;             // integrated, of the mono downmix
  std::vector<float> sounding_weights;  // per started second: 1 where it sounds, 0 where it is silent
  dsp::EnergyRanks energy_ranks;        // of a query that is not too long for them; else empty
  index::CompositionFeatures composition;
  std::vector<std::int8_t> style_windows;  // see index::quantise_style
};

enum class Role { kReference, kQuery };

// One pass over the file, for all tiers. Keeps of its peaks what the role asks for, see dsp::Fingerprinter. Decodes in
// blocks, so that memory grows with the features only. Errors name the file. `progress` may be null.
Result<Features> extract_features(const std::filesystem::path& path, Role role, const Listener& listener,
                                  ProgressListener* progress);

}  // namespace tributary::pipeline
