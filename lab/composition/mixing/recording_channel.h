// What lies between the instruments and the constant-Q levels of a recording: room, equaliser, noise, tuning, codec.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lab/composition/mixing/level_scale.h"
#include "lab/composition/mixing/version_renderer.h"
#include "lab/random/random.h"

namespace tributary::lab {

// The constant-Q levels of a stretch of sound, as dsp::ConstantQ would give them: [frames][kConstantQBins].
struct ConstantQWindow {
  std::size_t frames = 0;
  std::vector<std::uint8_t> levels;
};

// How far recordings may be from the instruments' sound. Probabilities are per recording.
struct ChannelRange {
  double reverb = 0.5;
  double equaliser = 0.7;
  double low_pass = 0.25;
  double high_pass = 0.15;
  double noise = 0.5;
  double fade = 0.2;
  double codec = 0.4;
  double detune_deviation_semitones = 0.15;  // at most half a semitone
};

// Treats `window` in place with settings drawn from `range` and gives its levels.
ConstantQWindow record(PowerWindow& window, const ChannelRange& range, Random& random);

}  // namespace tributary::lab
