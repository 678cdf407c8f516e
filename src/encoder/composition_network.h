// The composition network at work: constant-Q levels in, features that find a composition in any key and tempo out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "encoder/composition_graph.h"
#include "encoder/composition_profile.h"
#include "encoder/tensor_file.h"
#include "tributary/result.h"

namespace tributary::encoder {

struct CompositionFeatures {
  std::size_t features = 0;    // at 5 Hz; the i-th is centred on 0.2 i s
  std::vector<float> frames;   // [features][kFeatureChannels][kPitchClasses], of unit norm per feature
  std::size_t segments = 0;    // the i-th covers 5 i s to 5 i + 15 s, or to the end
  std::vector<float> vectors;  // [segments][kSegmentDimensions], of unit norm
};

// Runs on the thread that calls it. Not thread safe: threads load one each, the weights are small.
class CompositionNetwork {
 public:
  // Longer tracks are refused: the whole track is in memory at once, about 100 kB per second of it.
  static constexpr std::size_t kMostFrames = std::size_t{4} * 3600 * 20;

  // Of the profile whose sizes the tensors have. kInvalidInput where none has them.
  static Result<CompositionNetwork> load(const std::filesystem::path& weights, Arithmetic arithmetic);
  static Result<CompositionNetwork> from_tensors(const std::vector<NamedTensor>& tensors, const std::string& name,
                                                 Arithmetic arithmetic);

  // `levels` is [frames][kConstantQBins] as dsp::ConstantQ gives it, at least one frame; kLimit where it is too long.
  Result<CompositionFeatures> encode(std::span<const std::uint8_t> levels);

  // Multiply-accumulate operations of the last encode().
  std::int64_t multiplications() const { return graph_.multiplications(); }

 private:
  explicit CompositionNetwork(CompositionGraph graph) : graph_(std::move(graph)) {}

  CompositionGraph graph_;
};

}  // namespace tributary::encoder
