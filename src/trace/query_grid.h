// The peaks of a query, arranged to ask whether one lies near a point of time and pitch, and how likely
// that is by chance.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
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
  std::size_t first_at(std::uint32_t frame) const {
    return first_of_frame_[std::min<std::size_t>(frame, first_of_frame_.size() - 1)];
  }

  // The index of the peak nearest to (frame, pitch) within the tolerance, if any.
  std::optional<std::size_t> nearest(double frame, double pitch, const Tolerance& tolerance) const {
    const int first_frame = std::max(0, rounded_up(frame - tolerance.frames));
    const int last_frame = rounded_down(frame + tolerance.frames);
    if (last_frame < first_frame) return std::nullopt;
    const std::size_t first = first_at(static_cast<std::uint32_t>(first_frame));
    const std::size_t end = first_at(static_cast<std::uint32_t>(last_frame) + 1);
    if (!any_between(first, end, rounded_up(pitch - tolerance.pitch), rounded_down(pitch + tolerance.pitch)))
      return std::nullopt;
    return nearest_of(first, end, frame, pitch, tolerance);
  }

  // How likely a point at this pitch has a peak within the default tolerance when its time is random
  // within some seconds around `frame`.
  const Chance& chance(double frame, double pitch) const;

  // How likely a query peak within some seconds of `frame` and half an octave of `pitch` has this level; > 0.
  float level_chance(double frame, double pitch, std::uint8_t level) const;

 private:
  // Seldom is there a peak at the pitch: many are looked at side by side.
  static constexpr std::size_t kPeaksAtOnce = 8;

  // Unlike std::ceil and std::floor no calls on processors of the oldest kind; of values that fit.
  static int rounded_up(double value) {
    const int whole = static_cast<int>(value);
    return whole + (whole < value ? 1 : 0);
  }
  static int rounded_down(double value) {
    const int whole = static_cast<int>(value);
    return whole - (whole > value ? 1 : 0);
  }

  // False only if none of the peaks [first, end) has a pitch in [lowest, highest].
  bool any_between(std::size_t first, std::size_t end, int lowest, int highest) const {
    using Pitches [[gnu::vector_size(kPeaksAtOnce * sizeof(std::uint16_t))]] = std::uint16_t;
    const auto low = static_cast<std::uint16_t>(lowest);
    const auto width = static_cast<std::uint16_t>(highest - lowest);
    for (; first < end; first += kPeaksAtOnce) {
      Pitches pitches;
      std::memcpy(&pitches, &pitches_[first], sizeof pitches);
      const auto is_between = (pitches - low) <= width;
      std::array<std::uint64_t, sizeof pitches / sizeof(std::uint64_t)> bits;
      std::memcpy(bits.data(), &is_between, sizeof is_between);
      if ((bits[0] | bits[1]) != 0) return true;
    }
    return false;
  }
  std::optional<std::size_t> nearest_of(std::size_t first, std::size_t end, double frame, double pitch,
                                        const Tolerance& tolerance) const;

  std::span<const dsp::Peak> peaks_;
  std::vector<std::uint16_t> pitches_;  // of the peaks, and some of no peak behind them
  std::vector<std::uint32_t> first_of_frame_;
  std::vector<Chance> chances_;  // row-major [block of about a second][pitch step]
  std::size_t blocks_ = 0;
  std::vector<float> level_chances_;  // row-major [block of about four seconds][pitch band][level]
  std::size_t level_blocks_ = 0;
};

}  // namespace tributary::trace
