// How far the windows of the constant-Q spectrum reach: a frame hears what lies around its centre.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "lab/composition/mixing/level_scale.h"

namespace tributary::lab {

inline constexpr std::size_t kLongestHalfWindow_frames = 6;

// Half the Hann window of a bin of dsp::ConstantQ: 300 ms in the lowest octave, 150 ms in the next, 75 ms above.
constexpr double half_window_frames(std::size_t bin) {
  constexpr std::size_t kBinsPerOctave = 12 * std::size_t{kBinsPerSemitone};
  return bin < kBinsPerOctave ? double{kLongestHalfWindow_frames} : bin < 2 * kBinsPerOctave ? 3 : 1.5;
}

// The part of its amplitude that a steady sound has in the frame `age_frames` after its onset; negative before it.
inline double heard_amplitude(double age_frames, std::size_t bin) {
  const double half = half_window_frames(bin);
  const double part = std::clamp((age_frames + half) / (2 * half), 0.0, 1.0);
  return part - std::sin(2 * std::numbers::pi * part) / (2 * std::numbers::pi);
}

}  // namespace tributary::lab
