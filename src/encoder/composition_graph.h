// The composition network as a graph of tensors: what the training changes and the inference runs.
//
// Its tensors are libtorch's, declared here and not defined, so that only the files that compute with them pay for
// libtorch's headers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "encoder/composition_profile.h"
#include "encoder/tensor_file.h"
#include "tributary/result.h"

namespace at {
class Tensor;
}

namespace tributary::encoder {

inline constexpr int kConstantQBins = 216;   // 3 per semitone; bin 3s+1 is the centre of MIDI 36+s
inline constexpr int kFramesPerFeature = 4;  // 20 Hz in, 5 Hz out
inline constexpr int kPitchClasses = 12;
inline constexpr int kFeatureChannels = 4;      // per pitch class
inline constexpr int kSegmentFeatures = 75;     // 15 s
inline constexpr int kSegmentHopFeatures = 25;  // 5 s
inline constexpr int kSegmentDimensions = 128;

enum class Arithmetic { kFloat32, kBFloat16 };

// A fully convolutional network that does not care about the key: transposing its input by 3 bins rolls the frame
// features by one pitch class and leaves the segment vectors as they are, but for what leaves the 6 octaves. The
// convolutions over pitch are shared by all pitches, octaves are folded by attention that does not know their numbers,
// and the segment vector is read from magnitudes of the discrete Fourier transform over the 12 pitch classes, as in
// the 2DFTM of Bertin-Mahieux and Ellis (2012). Not thread safe.
class CompositionGraph {
 public:
  // Fresh weights. `device` is what libtorch calls it: "cpu" or "cuda".
  CompositionGraph(const CompositionProfile& profile, Arithmetic arithmetic, std::uint64_t seed,
                   const std::string& device);
  CompositionGraph(CompositionGraph&&) noexcept;
  CompositionGraph& operator=(CompositionGraph&&) noexcept;
  ~CompositionGraph();

  // levels: uint8 [batch, frames, 216] as dsp::ConstantQ gives them, at least one frame.
  // features: float [batch, features, 4, 12], features = ceil(frames / 4), of unit norm per feature; the i-th is
  // centred on frame 4 i. segments: float [batch, segments, 128] of unit norm; the i-th pools the features from 25 i
  // on, 75 of them or up to the end; segment_count() says how many there are.
  // In training, batch statistics are used and recorded, and both results carry gradients.
  void forward(const at::Tensor& levels, bool training, at::Tensor& features, at::Tensor& segments);

  static std::int64_t segment_count(std::int64_t features);

  // The tensors that training moves, in a fixed order, then those it records.
  const std::vector<std::string>& names() const;
  at::Tensor& tensor(const std::string& name);
  bool is_trained(const std::string& name) const;

  std::vector<NamedTensor> save() const;
  // kInvalidInput where a tensor is missing, unknown or of another shape.
  Result<void> load(const std::vector<NamedTensor>& tensors);

  // Batch normalisations become part of the convolutions before them; training is over.
  void fold_normalisations();

  // Multiply-accumulate operations of the last forward(), counted from the sizes.
  std::int64_t multiplications() const;

 private:
  struct Layers;
  std::unique_ptr<Layers> layers_;
};

}  // namespace tributary::encoder
