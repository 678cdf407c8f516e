// Energy ranks: how loud each pitch is at each moment, as its rank among the seconds around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/pitch_spectrum.h"

namespace tributary::dsp {

inline constexpr int kEnergyRanks = 32;  // 0: the quietest moments of a pitch; each rank is equally frequent

// A grid over frames (kHopSamples apart) and pitch steps. A peak that noise or other music buries is no local
// maximum any more, but the energy it adds still lifts the rank of its place. What only sustains has no rank
// of its own: its energy is the same at all times.
class EnergyRanks {
 public:
  EnergyRanks() = default;  // no frames: none are known

  std::uint32_t frames() const { return static_cast<std::uint32_t>(ranks_.size() / kPitchSteps); }
  // Below kEnergyRanks. frame < frames(), 0 <= step < kPitchSteps.
  int at(std::uint32_t frame, int step) const {
    return ranks_[std::size_t{frame} * kPitchSteps + static_cast<std::size_t>(step)];
  }

 private:
  friend class EnergyRanker;
  std::vector<std::uint8_t> ranks_;
};

// Turns the frames of a PitchSpectrum into ranks. Takes 63 kB a second, and gives up after kSecondsMax: longer audio
// holds evidence enough without. Not thread safe; finish() ends its use.
class EnergyRanker {
 public:
  static constexpr int kSecondsMax = 60;

  // kPitchSteps powers.
  void add(std::span<const float> power);
  // Empty if more than kSecondsMax was added.
  EnergyRanks finish();

 private:
  std::vector<float> powers_;  // row-major [frame][pitch step]
  std::size_t frames_ = 0;
};

}  // namespace tributary::dsp
