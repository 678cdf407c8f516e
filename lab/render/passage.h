// A passage of an arrangement, as samples.
#pragma once

#include <vector>

#include "lab/composition/arrangement/arrangement.h"
#include "lab/render/synthesizer.h"

namespace tributary::lab {

// The version from start_s on, at Synthesizer::kRateHz. Notes that began at most 8 s before are still heard.
std::vector<float> play_passage(Synthesizer& synthesizer, const Arrangement& version, double start_s,
                                double duration_s);

}  // namespace tributary::lab
