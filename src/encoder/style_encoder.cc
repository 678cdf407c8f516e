#include "encoder/style_encoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tributary::encoder {
namespace {

constexpr std::size_t kBins = 216;
constexpr float kLargestDeviation = 4;  // of a standardised statistic

constexpr auto kStatisticsSize = static_cast<std::int64_t>(kStyleStatistics);
constexpr auto kDimensionsSize = static_cast<std::int64_t>(kStyleDimensions);

Result<std::vector<float>> take(const std::vector<NamedTensor>& tensors, const std::string& tensor,
                                const std::vector<std::int64_t>& shape, const std::string& name) {
  for (const NamedTensor& one : tensors) {
    if (one.name != tensor) continue;
    if (one.shape != shape) return Error{ErrorCode::kInvalidInput, name + ": tensor " + tensor + " has another shape"};
    for (const float value : one.values)
      if (!std::isfinite(value))
        return Error{ErrorCode::kInvalidInput, name + ": tensor " + tensor + " holds what is no number"};
    return one.values;
  }
  return Error{ErrorCode::kInvalidInput, name + ": has no tensor " + tensor + ", so it is no style encoder's"};
}

void normalise(std::span<float> vector) {
  double power = 0;
  for (const float value : vector) power += static_cast<double>(value) * static_cast<double>(value);
  if (power <= 0) return;
  const auto factor = static_cast<float>(1 / std::sqrt(power));
  for (float& value : vector) value *= factor;
}

}  // namespace

std::vector<NamedTensor> StyleWeights::to_tensors() const {
  return {{"mean", {kStatisticsSize}, mean},
          {"scale", {kStatisticsSize}, scale},
          {"projection", {kDimensionsSize, kStatisticsSize}, projection}};
}

Result<StyleEncoder> StyleEncoder::load(const std::filesystem::path& weights) {
  TRIBUTARY_ASSIGN(const std::vector<NamedTensor> tensors, read_tensor_file(weights));
  return from_tensors(tensors, weights.string());
}

Result<StyleEncoder> StyleEncoder::from_tensors(const std::vector<NamedTensor>& tensors, const std::string& name) {
  StyleWeights weights;
  TRIBUTARY_ASSIGN(weights.mean, take(tensors, "mean", {kStatisticsSize}, name));
  TRIBUTARY_ASSIGN(weights.scale, take(tensors, "scale", {kStatisticsSize}, name));
  TRIBUTARY_ASSIGN(weights.projection, take(tensors, "projection", {kDimensionsSize, kStatisticsSize}, name));
  return StyleEncoder(std::move(weights));
}

Result<StyleVectors> StyleEncoder::encode(std::span<const std::uint8_t> levels) const {
  if (levels.empty() || levels.size() % kBins != 0)
    return Error{ErrorCode::kInvalidInput, "constant-Q levels must be whole frames, at least one"};
  return project(style_statistics(levels));
}

StyleVectors StyleEncoder::project(const StyleStatistics& statistics) const {
  StyleVectors result{statistics.windows, std::vector<float>(statistics.windows * kStyleDimensions)};
  std::array<float, kStyleStatistics> standard;
  for (std::size_t window = 0; window < statistics.windows; ++window) {
    if (!statistics.sounding[window]) continue;
    const auto values = statistics.window(window);
    for (std::size_t i = 0; i < kStyleStatistics; ++i)
      standard[i] =
          std::clamp((values[i] - weights_.mean[i]) * weights_.scale[i], -kLargestDeviation, kLargestDeviation);
    const auto vector = std::span(result.values).subspan(window * kStyleDimensions, kStyleDimensions);
    for (std::size_t d = 0; d < kStyleDimensions; ++d)
      for (std::size_t i = 0; i < kStyleStatistics; ++i)
        vector[d] += weights_.projection[d * kStyleStatistics + i] * standard[i];
    normalise(vector);
  }
  return result;
}

}  // namespace tributary::encoder
