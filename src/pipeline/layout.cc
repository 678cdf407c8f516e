#include "pipeline/layout.h"

#include <system_error>

#include "base/check.h"

namespace tributary::pipeline {

std::filesystem::path Layout::fingerprint_file(std::string_view content_sha256) const {
  TRIBUTARY_CHECK(content_sha256.size() == 64);
  return fingerprints() / content_sha256.substr(0, 2) / (std::string(content_sha256) + ".fp");
}

std::filesystem::path Layout::composition_file(std::string_view content_sha256) const {
  TRIBUTARY_CHECK(content_sha256.size() == 64);
  return listenings() / kCompositionTier / content_sha256.substr(0, 2) / (std::string(content_sha256) + ".cp");
}

std::filesystem::path Layout::style_file(std::string_view content_sha256) const {
  TRIBUTARY_CHECK(content_sha256.size() == 64);
  return listenings() / kStyleTier / content_sha256.substr(0, 2) / (std::string(content_sha256) + ".style");
}

std::filesystem::path Layout::segment_file(std::string_view checksum) const {
  TRIBUTARY_CHECK(checksum.size() == 32);
  return segments() / (std::string(checksum) + ".seg");
}

Result<void> Layout::create() const {
  for (const auto& folder : {root_, fingerprints(), listenings(), segments()}) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) return Error{ErrorCode::kIo, folder.string() + ": cannot create the folder: " + failure.message()};
  }
  return {};
}

}  // namespace tributary::pipeline
