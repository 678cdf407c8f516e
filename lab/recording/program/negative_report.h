// What the attributed negatives of a set are: the very recording in disguise, or a false answer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tributary/result.h"
#include "tributary/trace_answer.h"

namespace tributary::lab {

// A query of held-out music to which the answer names a recording.
struct AttributedNegative {
  std::filesystem::path query;
  std::filesystem::path recording;
  Match match;  // the recording's longest
};

// One line for each, with how well the waveforms agree (waveform.h), and a last one that counts those whose waveform is
// not in the recording. Held-out music may be a remix of a track in the catalog: then the answer is right and
// the set is wrong. Empty for none.
Result<std::string> negative_report(const std::vector<AttributedNegative>& negatives, std::size_t jobs);

}  // namespace tributary::lab
