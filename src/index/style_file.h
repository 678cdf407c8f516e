// The stored form of style features: versioned, checksummed bytes (docs/formats/style.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "index/style_features.h"
#include "tributary/result.h"

namespace tributary::index {

// Changes whenever the bytes or the meaning of the features change, which makes an import listen again.
inline constexpr std::uint32_t kStyleVersion = 1;

// 68 bytes and 64 per section: at most 836.
std::vector<std::byte> encode_style(const StyleFeatures& features);

// Checks magic, version, length, checksum and count; kCorrupt or kUnsupported name `name` (the file) and the place.
Result<StyleFeatures> decode_style(std::span<const std::byte> bytes, const std::string& name);

Result<StyleFeatures> read_style_file(const std::filesystem::path& path);

}  // namespace tributary::index
