// Time stretching and pitch shifting of a whole sample buffer.
#pragma once

#include <span>
#include <vector>

#include "tributary/result.h"

namespace tributary::audio {

// The samples at `time_ratio` times their duration (0.25 to 4) and `pitch_semitones` higher (-24 to 24),
// each independent of the other, by Rubber Band's finer (R3) engine, offline. The result has
// round(frames * time_ratio) frames. The same input gives the same samples. `samples` is interleaved;
// channels 1 or 2, rate_hz 8,000 to 192,000. kInvalidInput names a value out of range.
Result<std::vector<float>> stretch(std::span<const float> samples, int channels, int rate_hz, double time_ratio,
                                   double pitch_semitones);

}  // namespace tributary::audio
