// Style statistics: how the constant-Q levels of 15 s are distributed, whatever is played in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tributary::encoder {

inline constexpr std::size_t kStyleStatistics = 184;

// Frames of 20 Hz; the i-th window begins at 100 i frames, which is 5 i s.
inline constexpr std::size_t kStyleWindowFrames = 300;
inline constexpr std::size_t kStyleHopFrames = 100;

struct StyleStatistics {
  std::size_t windows = 0;
  std::vector<float> values;   // [windows][kStyleStatistics]; zeros where the window does not sound
  std::vector<bool> sounding;  // per window: whether most of its frames are above -66 dB

  std::span<const float> window(std::size_t index) const {
    return std::span(values).subspan(index * kStyleStatistics, kStyleStatistics);
  }
};

// `levels` is [frames][216] as dsp::ConstantQ gives it. A track shorter than a window has one, if it has a frame; what
// remains behind the last whole window of a longer one is left out.
//
// A window is described by sums over its frames, in dB below its mean power, so that neither the gain nor the order of
// what is played counts: mean and deviation in 25 bands of half an octave; deciles, change from frame to frame and its
// 95th percentile in 13 bands of an octave, and how 7 of them correlate; loudness percentiles; the spectral contrast
// of each octave (Jiang et al. 2002); and how the fine structure of a frame correlates with itself at intervals, which
// tells the partials of the instruments apart in any key. Bands this wide hardly notice which notes are played.
StyleStatistics style_statistics(std::span<const std::uint8_t> levels);

}  // namespace tributary::encoder
