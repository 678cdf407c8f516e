// The part of the composition network that looks at moments: levels in, features and what segments pool of them out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "encoder/composition_weights.h"

namespace tributary::encoder {

// What one feature adds to the segments it lies in, for each pitch class and channel, and with which weight.
struct PooledSums {
  std::vector<float> weighted;  // [kPitchClasses][pooled_channels]
  std::vector<float> mass;      // [attention_heads]

  void add(const PooledSums& other);
};

struct FrameOutputs {
  std::size_t features = 0;
  std::vector<float> frames;       // [features][kFeatureChannels][kPitchClasses], of unit norm per feature
  std::vector<PooledSums> pooled;  // per feature
};

// Not thread safe. oneDNN's exceptions leave every function.
class FrameNetwork {
 public:
  explicit FrameNetwork(const CompositionWeights& weights);

  // `levels` is [frames][kConstantQBins], at least one frame; gives ceil(frames / kFramesPerFeature) features. What
  // lies more than kReachFrames away from a feature does not move it.
  FrameOutputs run(std::span<const std::uint8_t> levels);

  static constexpr std::size_t kReachFrames = 100;

  std::int64_t multiplications() const { return multiplications_; }  // of the last run()

 private:
  Activations convolve(const std::string& layer, const Activations& x);
  void add_residual(const std::string& layer, const Activations& x, Activations& sum);
  Activations trunk(const Activations& levels);
  Activations trunk_in_parts(std::span<const std::uint8_t> levels);
  Activations chroma(std::span<const std::uint8_t> levels);

  CompositionProfile profile_;
  std::int64_t trunk_reach_frames_;
  std::map<std::string, Convolution> layers_;
  std::int64_t multiplications_ = 0;
};

}  // namespace tributary::encoder
