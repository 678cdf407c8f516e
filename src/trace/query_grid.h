// The peaks of a query, arranged to ask whether one lies near a point of time and pitch, and how likely
// that is by chance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/fingerprint.h"

namespace tributary::trace {

// How near a query peak must lie to count for a reference peak.
struct Tolerance {
  double frames = 1.5;  // 24 ms
  double pitch = 4;     // in units of dsp::Peak::pitch: a quarter of a semitone
};

// A probability, never 0 or 1, with its logarithms.
struct Chance {
  float probability = 0;
  float log_found = 0;   // log of the probability
  float log_missed = 0;  // log of 1 minus the probability
};

// Borrows the fingerprint, which must outlive it. Thread safe.
class QueryGrid {
 public:
  explicit QueryGrid(const dsp::Fingerprint& fingerprint);

  // One past the last frame with a place for a peak.
  std::uint32_t frames() const { return static_cast<std::uint32_t>(first_of_frame_.size()) - 1; }
  std::span<const dsp::Peak> peaks() const { return peaks_; }
  // Index of the first peak at `frame` or later.
  std::size_t first_at(std::uint32_t frame) const;

  // The index of the peak nearest to (frame, pitch) within the tolerance, if any.
  std::optional<std::size_t> nearest(double frame, double pitch, const Tolerance& tolerance) const;

  // How likely a point at this pitch has a peak within the default tolerance when its time is random
  // within some seconds around `frame`.
  const Chance& chance(double frame, double pitch) const;

  // How likely a query peak within some seconds of `frame` and half an octave of `pitch` has this level; > 0.
  float level_chance(double frame, double pitch, std::uint8_t level) const;

 private:
  std::span<const dsp::Peak> peaks_;
  std::vector<std::uint16_t> pitches_;  // of the peaks, and some of no peak behind them
  std::vector<std::uint32_t> first_of_frame_;
  std::vector<Chance> chances_;  // row-major [block of about a second][pitch step]
  std::size_t blocks_ = 0;
  std::vector<float> level_chances_;  // row-major [block of about four seconds][pitch band][level]
  std::size_t level_blocks_ = 0;
};

}  // namespace tributary::trace
