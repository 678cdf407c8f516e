// The composition network at work: constant-Q levels in, features that find a composition in any key and tempo out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "encoder/composition_layers.h"
#include "encoder/composition_weights.h"
#include "encoder/frame_network.h"
#include "encoder/segment_network.h"
#include "tributary/result.h"

namespace tributary::encoder {

struct CompositionFeatures {
  std::size_t features = 0;    // at 5 Hz; the i-th is centred on 0.2 i s
  std::vector<float> frames;   // [features][kFeatureChannels][kPitchClasses], of unit norm per feature
  std::size_t segments = 0;    // the i-th covers 5 i s to 5 i + 15 s, or to the end
  std::vector<float> vectors;  // [segments][kSegmentDimensions], of unit norm
};

// A fully convolutional network that does not care about the key: transposing its input by 3 bins rolls the frame
// features by one pitch class and leaves the segment vectors as they are, but for what leaves the 6 octaves. The
// convolutions over pitch are shared by all pitches, octaves are folded by attention that does not know their numbers,
// and the segment vector is read from magnitudes of the discrete Fourier transform over the 12 pitch classes, as in
// the 2DFTM of Bertin-Mahieux and Ellis (2012).
//
// Runs on the thread that calls it, in stretches of four minutes, so that memory grows with the result only: about 1 kB
// per second. Not thread safe: threads make one each of the same weights.
class CompositionNetwork {
 public:
  static Result<CompositionNetwork> make(const CompositionWeights& weights);

  // Hears a track piece by piece. `levels` is [frames][kConstantQBins] as dsp::ConstantQ gives them, whole frames; the
  // result does not depend on how they are cut into calls.
  Result<void> add(std::span<const std::uint8_t> levels);
  // What was heard since the last finish(); kInvalidInput where that was nothing.
  Result<CompositionFeatures> finish();

  // add() and finish() in one.
  Result<CompositionFeatures> encode(std::span<const std::uint8_t> levels);

  // Multiply-accumulate operations of the last encode(), counted from the sizes, but for those of its segments.
  std::int64_t multiplications() const { return multiplications_; }

 private:
  explicit CompositionNetwork(const CompositionWeights& weights) : frames_(weights), segments_(weights) {}

  void run_stretch(bool last);

  FrameNetwork frames_;
  SegmentNetwork segments_;
  std::vector<std::uint8_t> waiting_;  // levels from one reach before the next stretch on
  std::size_t reached_back_ = 0;       // frames of waiting_ that were part of the stretch before
  CompositionFeatures heard_;
  std::vector<PooledSums> hops_;
  std::int64_t multiplications_ = 0;
};

}  // namespace tributary::encoder
