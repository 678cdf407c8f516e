// Feature cache: what an index would store of recordings, by name, in a tensor file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "index/composition_features.h"
#include "tributary/result.h"

namespace tributary::lab {

// Thread safe, but for opening.
class FeatureCache {
 public:
  FeatureCache() = default;
  // Empty where there is no such file; an error names a file that is no feature cache.
  static Result<FeatureCache> open(const std::filesystem::path& path);
  FeatureCache(FeatureCache&& other) noexcept : features_(std::move(other.features_)) {}

  std::optional<index::CompositionFeatures> find(const std::string& name) const;
  void put(const std::string& name, const index::CompositionFeatures& features);

  // The number of features that were put.
  std::size_t made() const { return made_; }
  Result<void> write(const std::filesystem::path& path) const;

 private:
  std::map<std::string, index::CompositionFeatures> features_;
  std::size_t made_ = 0;
  mutable std::mutex mutex_;
};

}  // namespace tributary::lab
