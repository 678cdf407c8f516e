// The stored form of a fingerprint: versioned, checksummed bytes (docs/formats/fingerprint.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "dsp/fingerprint.h"
#include "tributary/result.h"

namespace tributary::index {

// Changes whenever the bytes or the meaning of a fingerprint change, which makes an import listen again.
inline constexpr std::uint32_t kFingerprintVersion = 2;

// The contour must have a word every dsp::kContourHopFrames, as that of a catalog recording has.
std::vector<std::byte> encode_fingerprint(const dsp::Fingerprint& fingerprint);

// Checks magic, version, length, checksum and every value; kCorrupt or kUnsupported name `name` (the
// file) and the place. Never trusts a length before it has checked it against bytes.size().
Result<dsp::Fingerprint> decode_fingerprint(std::span<const std::byte> bytes, const std::string& name);

Result<dsp::Fingerprint> read_fingerprint_file(const std::filesystem::path& path);

}  // namespace tributary::index
