// Finds the local maxima of a pitch spectrogram that arrives frame by frame.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/fingerprint.h"

namespace tributary::dsp {

// A local maximum is the largest value within kRadiusFrames and kRadiusSteps around it. Both radii are
// small so that a peak survives louder music elsewhere in the spectrum. Not thread safe.
class PeakPicker {
 public:
  static constexpr int kRadiusFrames = 6;
  static constexpr int kRadiusSteps = 4;

  // `power` holds kPitchSteps values; frames come in order, the first is frame 0. Appends the maxima of
  // the frame kRadiusFrames back, which is the first whose neighbourhood is complete.
  void add(std::span<const float> power, std::vector<Peak>& peaks);

  // Appends the maxima of the last frames, as if silence followed.
  void finish(std::vector<Peak>& peaks);

 private:
  static constexpr std::size_t kRing = 2 * kRadiusFrames + 1;
  using Frame = std::array<float, kPitchSteps>;

  void pick(std::uint32_t centre, std::vector<Peak>& peaks) const;

  std::array<Frame, kRing> power_{};        // by frame % kRing
  std::array<Frame, kRing> step_maxima_{};  // the maximum within kRadiusSteps, same place
  std::uint32_t frames_ = 0;
};

}  // namespace tributary::dsp
