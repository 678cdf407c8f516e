// Recording features: what the methods compare of a recording.
#pragma once

#include <cstddef>
#include <vector>

#include "index/composition_features.h"

namespace tributary::lab {

// Vectors on the circle of pitch classes, 5 times a second; the i-th is centred on 0.2 i s.
struct PitchClassFrames {
  std::size_t channels = 1;
  std::size_t frames = 0;
  std::vector<float> values;  // [channels][12][frames]: the vector of a frame has unit norm or is 0
};

// Unit vectors of 15 s each, every 5 s.
struct SegmentVectors {
  std::size_t dimensions = 0;
  std::vector<float> values;  // [segments][dimensions]

  std::size_t count() const { return dimensions == 0 ? 0 : values.size() / dimensions; }
};

struct RecordingFeatures {
  PitchClassFrames chroma;
  SegmentVectors fourier;             // 2DFTM of the chroma
  PitchClassFrames network;           // frame features
  SegmentVectors segments;            // of the network
  index::CompositionFeatures stored;  // both as an index stores them
};

}  // namespace tributary::lab
