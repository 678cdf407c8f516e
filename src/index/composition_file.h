// The stored form of composition features: versioned, checksummed bytes (docs/formats/composition.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "index/composition_features.h"
#include "tributary/result.h"

namespace tributary::index {

// Changes whenever the bytes or the meaning of the features change, which makes an import listen again.
inline constexpr std::uint32_t kCompositionVersion = 1;

// 17 bytes per frame and 128 per segment: less than 20,000 bytes for three minutes.
std::vector<std::byte> encode_composition(const CompositionFeatures& features);

// Checks magic, version, length, checksum and every value; kCorrupt or kUnsupported name `name` (the
// file) and the place. Never trusts a length before it has checked it against bytes.size().
Result<CompositionFeatures> decode_composition(std::span<const std::byte> bytes, const std::string& name);

Result<CompositionFeatures> read_composition_file(const std::filesystem::path& path);

}  // namespace tributary::index
