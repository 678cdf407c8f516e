// The layers of a composition network: names, sizes and steps, as the training and the inference both build them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "encoder/composition_profile.h"

namespace tributary::encoder {

inline constexpr int kConstantQBins = 216;   // 3 per semitone; bin 3s+1 is the centre of MIDI 36+s
inline constexpr int kFramesPerFeature = 4;  // 20 Hz in, 5 Hz out
inline constexpr int kPitchClasses = 12;
inline constexpr int kFeatureChannels = 4;      // per pitch class
inline constexpr int kSegmentFeatures = 75;     // 15 s
inline constexpr int kSegmentHopFeatures = 25;  // 5 s
inline constexpr int kSegmentDimensions = 128;
inline constexpr int kFourierBins = kPitchClasses / 2 + 1;

// Partials 2 to 8 lie these semitones above the fundamental; a tone's fundamental lies as far below.
inline constexpr std::array<int, 14> kHarmonicTaps = {-36, -34, -31, -28, -24, -19, -12, 12, 19, 24, 28, 31, 34, 36};
inline constexpr int kFarthestHarmonicTap = 36;

// What levels are measured against; levels are in half decibels.
inline constexpr int kLoudnessFrames = 41;        // 2 s: relative to the loudest within that time
inline constexpr double kQuietestLoudness = 80;   // what is softer everywhere counts as silence
inline constexpr double kHeardRange = 100;        // below the loudness
inline constexpr double kLoudestRelative = 1.3;   // of that range
inline constexpr int kWhiteningRadius_bins = 36;  // of the mean that a bin stands out of
inline constexpr double kWhitenedGain = 2;
inline constexpr double kAttentionLogitMax = 8;  // either way
inline constexpr double kNormalisationEpsilon = 1e-5;

// One convolution over (time, pitch): its tensors are NAME.weight [outputs][inputs][time_taps][pitch_taps] and either
// NAME.bias or, where a batch normalisation follows, NAME.scale, .shift, .mean and .variance.
struct CompositionLayer {
  std::string name;
  std::int64_t inputs = 1;
  std::int64_t outputs = 1;
  std::int64_t time_taps = 1;
  std::int64_t pitch_taps = 1;
  bool normalised = true;
  std::int64_t time_stride = 1;
  std::int64_t pitch_stride = 1;
  std::int64_t time_dilation = 1;
};

// In the order in which they compute.
std::vector<CompositionLayer> composition_layers(const CompositionProfile& profile);

// Names of the blocks of the trunk and of those on the circle of pitch classes.
std::string trunk_block_name(int block);
std::string chroma_block_name(int block);

}  // namespace tributary::encoder
