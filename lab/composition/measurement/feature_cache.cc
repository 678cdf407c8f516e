#include "lab/composition/measurement/feature_cache.h"

#include <utility>
#include <vector>

#include "encoder/tensor_file.h"

namespace tributary::lab {
namespace {

const std::string kFrames = " frames";
const std::string kSegments = " segments";

bool is(const encoder::NamedTensor& tensor, const std::string& name, const std::string& kind, std::size_t width) {
  return tensor.name == name + kind && tensor.shape.size() == 2 && tensor.shape[1] == static_cast<std::int64_t>(width);
}

std::vector<std::int8_t> to_levels(const std::vector<float>& values) {
  std::vector<std::int8_t> levels;
  levels.reserve(values.size());
  for (const float value : values) levels.push_back(static_cast<std::int8_t>(value));
  return levels;
}

encoder::NamedTensor to_tensor(const std::string& name, const std::vector<std::int8_t>& levels, std::size_t width) {
  return {name,
          {static_cast<std::int64_t>(levels.size() / width), static_cast<std::int64_t>(width)},
          {levels.begin(), levels.end()}};
}

}  // namespace

Result<FeatureCache> FeatureCache::open(const std::filesystem::path& path) {
  FeatureCache cache;
  if (!std::filesystem::exists(path)) return cache;
  TRIBUTARY_ASSIGN(const std::vector<encoder::NamedTensor> tensors, encoder::read_tensor_file(path));
  for (std::size_t i = 0; i + 1 < tensors.size(); i += 2) {
    const std::string name = tensors[i].name.substr(0, tensors[i].name.rfind(' '));
    if (!is(tensors[i], name, kFrames, index::kCompositionFrameValues) ||
        !is(tensors[i + 1], name, kSegments, index::kCompositionSegmentValues))
      return Error{ErrorCode::kInvalidInput, path.string() + ": \"" + tensors[i].name + "\" is no feature"};
    cache.features_[name] = {to_levels(tensors[i].values), to_levels(tensors[i + 1].values)};
  }
  return cache;
}

std::optional<index::CompositionFeatures> FeatureCache::find(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = features_.find(name);
  return found == features_.end() ? std::nullopt : std::optional(found->second);
}

void FeatureCache::put(const std::string& name, const index::CompositionFeatures& features) {
  const std::lock_guard lock(mutex_);
  ++made_;
  features_[name] = features;
}

// Sixteen bits hold every level exactly.
Result<void> FeatureCache::write(const std::filesystem::path& path) const {
  std::vector<encoder::NamedTensor> tensors;
  for (const auto& [name, features] : features_) {
    tensors.push_back(to_tensor(name + kFrames, features.frames, index::kCompositionFrameValues));
    tensors.push_back(to_tensor(name + kSegments, features.segments, index::kCompositionSegmentValues));
  }
  return encoder::write_tensor_file(path, tensors, encoder::TensorPrecision::kFloat16);
}

}  // namespace tributary::lab
