// Composition features: what the composition tier keeps of a track, in few bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tributary::index {

inline constexpr double kCompositionFramesPerSecond = 5;  // the i-th frame is centred on 0.2 i s
inline constexpr std::size_t kCompositionChannels = 4;
inline constexpr std::size_t kCompositionPitchClasses = 12;
inline constexpr std::size_t kCompositionFrameValues = kCompositionChannels * kCompositionPitchClasses;
inline constexpr int kCompositionLevelMax = 3;  // levels run from -3 to 3

inline constexpr double kCompositionSegmentHop_s = 5;     // the i-th segment begins at 5 i s
inline constexpr double kCompositionSegmentSeconds = 15;  // or up to the track's end
inline constexpr std::size_t kCompositionSegmentValues = 128;
inline constexpr int kCompositionSegmentNorm = 127;  // the length of a segment vector

// Whole frames and whole segments.
struct CompositionFeatures {
  // [frames][channel][pitch class], -3 to 3. A frame's direction is what counts; all zeros say that nothing sounds.
  std::vector<std::int8_t> frames;
  // [segments][128], of length kCompositionSegmentNorm, so that a dot product over its square is a cosine.
  std::vector<std::int8_t> segments;

  std::size_t frame_count() const { return frames.size() / kCompositionFrameValues; }
  std::size_t segment_count() const { return segments.size() / kCompositionSegmentValues; }
  std::span<const std::int8_t> segment(std::size_t place) const {
    return std::span(segments).subspan(place * kCompositionSegmentValues, kCompositionSegmentValues);
  }

  bool operator==(const CompositionFeatures&) const = default;
};

// `frames` is [frames][4][12] and `segments` [segments][128], of any length each; what is not finite counts as zero. Of
// each frame only the direction is kept, as a gain-shape quantiser does (Sabin and Gray 1984): the levels are those
// whose direction comes nearest among the steps that are tried.
CompositionFeatures quantise_composition(std::span<const float> frames, std::span<const float> segments);

}  // namespace tributary::index
