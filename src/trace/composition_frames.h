// The frames of a track as the alignment of compositions compares them.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/composition_features.h"

namespace tributary::trace {

inline constexpr std::size_t kFrameValues = index::kCompositionFrameValues;
// Keys that a query is looked for in: the i-th stands for the query lowered by i semitones.
using KeySet = std::bitset<index::kCompositionPitchClasses>;
inline constexpr int kFrameNorm = 256;  // the length of a frame, so that a dot product over its square is a cosine

inline constexpr int kCoarseStep = 4 * kFrameNorm / 128;  // of coarse frames: a sum of four equal ones just fits a byte

class CompositionFrames {
 public:
  // `levels` is [frames][48] as index::CompositionFeatures has them. Frames of zeros stay zeros, and are similar to
  // nothing.
  explicit CompositionFrames(std::span<const std::int8_t> levels);

  std::size_t size() const { return values_.size() / kFrameValues; }
  std::span<const std::int16_t> values() const { return values_; }  // [size()][channel][pitch class]

  // What this would be if the music were so many semitones lower.
  CompositionFrames lowered(int semitones) const;
  // Half as many frames, each the sum of two; a last odd one is left out. At most twice kFrameNorm long.
  CompositionFrames halved() const;
  // A quarter as many frames, each the sum of four, in one byte per value; and frames from such bytes, as long as the
  // sums were, give or take what the bytes round.
  std::vector<std::int8_t> coarse() const;
  static CompositionFrames from_coarse(std::span<const std::int8_t> values);
  // Every frame less the mean of all, but for silent ones: what sounds throughout no longer counts as resemblance.
  CompositionFrames centred() const;
  // The frames at these places, each less than size(), in this order.
  CompositionFrames reordered(std::span<const std::size_t> places) const;

 private:
  CompositionFrames() = default;

  std::vector<std::int16_t> values_;
};

}  // namespace tributary::trace
