// Encoding cache: what a network made of recordings, in a tensor file, so that it need not listen again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <span>
#include <string>

#include "encoder/composition_network.h"
#include "tributary/result.h"

namespace tributary::lab {

// Holds the encodings of one network by the levels it listened to. Thread safe, but for opening.
class EncodingCache {
 public:
  EncodingCache() = default;
  // Empty where there is no such file; an error names a file that is no encoding cache.
  static Result<EncodingCache> open(const std::filesystem::path& path);
  EncodingCache(EncodingCache&& other) noexcept : encodings_(std::move(other.encodings_)) {}

  Result<encoder::CompositionFeatures> encode(encoder::CompositionNetwork& network,
                                              std::span<const std::uint8_t> levels);

  // The number of encodings that had to be made.
  std::size_t made() const { return made_; }
  Result<void> write(const std::filesystem::path& path) const;

 private:
  std::map<std::string, encoder::CompositionFeatures> encodings_;
  std::size_t made_ = 0;
  std::mutex mutex_;
};

}  // namespace tributary::lab
