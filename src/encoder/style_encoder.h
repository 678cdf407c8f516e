// The style encoder at work: constant-Q levels in, vectors that resemble each other where productions do out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "encoder/style_statistics.h"
#include "encoder/tensor_file.h"
#include "tributary/result.h"

namespace tributary::encoder {

inline constexpr std::size_t kStyleDimensions = 64;

struct StyleVectors {
  std::size_t windows = 0;    // the i-th covers 5 i s to 5 i + 15 s, or to the end of a shorter track
  std::vector<float> values;  // [windows][kStyleDimensions], of unit norm; zeros where nothing sounds
};

// What training learns: a linear map of standardised statistics. Three tensors, float32 or float16 on disk.
struct StyleWeights {
  std::vector<float> mean;        // [kStyleStatistics]
  std::vector<float> scale;       // [kStyleStatistics], what a difference from the mean is multiplied by
  std::vector<float> projection;  // [kStyleDimensions][kStyleStatistics]

  std::vector<NamedTensor> to_tensors() const;
};

// Needs no libtorch. Immutable once loaded: any number of threads may encode at once.
class StyleEncoder {
 public:
  // kInvalidInput, with the tensor's name, where one is missing, of another shape or not finite.
  static Result<StyleEncoder> load(const std::filesystem::path& weights);
  static Result<StyleEncoder> from_tensors(const std::vector<NamedTensor>& tensors, const std::string& name);

  // `levels` is [frames][216] as dsp::ConstantQ gives it; kInvalidInput where it is no whole frames.
  Result<StyleVectors> encode(std::span<const std::uint8_t> levels) const;

  // The vectors of statistics that were computed before.
  StyleVectors project(const StyleStatistics& statistics) const;

 private:
  explicit StyleEncoder(StyleWeights weights) : weights_(std::move(weights)) {}

  StyleWeights weights_;
};

}  // namespace tributary::encoder
