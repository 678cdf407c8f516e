// The envelope of every feature file: magic, version, length and checksum in front of the body.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::index {

struct FileKind {
  std::array<char, 8> magic;
  std::uint32_t version;
  const char* name;  // for people: "fingerprint file"
};

// The body starts at this offset, so that its arrays stay aligned in a mapped file.
inline constexpr std::size_t kSealBytes = 64;

std::vector<std::byte> seal(const FileKind& kind, std::span<const std::byte> body);

// The body of a sealed file, once magic, version, length and checksum hold; the error names `name` and
// what does not. The checksum finds damage; it does not make the body trustworthy.
Result<std::span<const std::byte>> unseal(const FileKind& kind, std::span<const std::byte> bytes,
                                          const std::string& name);

}  // namespace tributary::index
