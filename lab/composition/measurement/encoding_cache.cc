#include "lab/composition/measurement/encoding_cache.h"

#include <utility>
#include <vector>

#include "base/hash.h"
#include "encoder/tensor_file.h"

namespace tributary::lab {
namespace {

constexpr std::int64_t kFrameValues = std::int64_t{encoder::kFeatureChannels} * encoder::kPitchClasses;
const std::string kFrames = " frames";
const std::string kSegments = " segments";

bool is(const encoder::NamedTensor& tensor, const std::string& key, const std::string& kind, std::int64_t width) {
  return tensor.name == key + kind && tensor.shape.size() == 2 && tensor.shape[1] == width;
}

}  // namespace

Result<EncodingCache> EncodingCache::open(const std::filesystem::path& path) {
  EncodingCache cache;
  if (!std::filesystem::exists(path)) return cache;
  TRIBUTARY_ASSIGN(std::vector<encoder::NamedTensor> tensors, encoder::read_tensor_file(path));
  for (std::size_t i = 0; i + 1 < tensors.size(); i += 2) {
    const std::string key = tensors[i].name.substr(0, tensors[i].name.find(' '));
    if (!is(tensors[i], key, kFrames, kFrameValues) || !is(tensors[i + 1], key, kSegments, encoder::kSegmentDimensions))
      return Error{ErrorCode::kInvalidInput, path.string() + ": \"" + tensors[i].name + "\" is no encoding"};
    cache.encodings_[key] = {static_cast<std::size_t>(tensors[i].shape[0]), std::move(tensors[i].values),
                             static_cast<std::size_t>(tensors[i + 1].shape[0]), std::move(tensors[i + 1].values)};
  }
  return cache;
}

Result<encoder::CompositionFeatures> EncodingCache::encode(encoder::CompositionNetwork& network,
                                                           std::span<const std::uint8_t> levels) {
  const std::string key = base::checksum128_hex(std::as_bytes(levels));
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = encodings_.find(key); found != encodings_.end()) return found->second;
  }
  TRIBUTARY_ASSIGN(encoder::CompositionFeatures encoded, network.encode(levels));
  const std::lock_guard lock(mutex_);
  ++made_;
  encodings_[key] = encoded;
  return encoded;
}

Result<void> EncodingCache::write(const std::filesystem::path& path) const {
  std::vector<encoder::NamedTensor> tensors;
  for (const auto& [key, encoding] : encodings_) {
    tensors.push_back({key + kFrames, {static_cast<std::int64_t>(encoding.features), kFrameValues}, encoding.frames});
    tensors.push_back({key + kSegments,
                       {static_cast<std::int64_t>(encoding.segments), encoder::kSegmentDimensions},
                       encoding.vectors});
  }
  return encoder::write_tensor_file(path, tensors, encoder::TensorPrecision::kFloat32);
}

}  // namespace tributary::lab
