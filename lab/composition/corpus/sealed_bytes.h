// Files of the composition lab as bytes: magic, version, length and checksum in front of a body.
//
// Needs nothing but the standard library, like everything in this folder, so that the trainer builds on a machine
// that has libtorch alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

struct SealedKind {
  std::array<char, 8> magic;
  std::uint32_t version;
  const char* name;  // for people: "note corpus"
};

inline constexpr std::size_t kSealedHeaderBytes = 32;

// FNV-1a, 64 bits (Fowler, Noll, Vo 1991).
std::uint64_t fnv1a64(std::span<const std::byte> bytes);

std::vector<std::byte> seal_bytes(const SealedKind& kind, std::span<const std::byte> body);

// The body, a part of `bytes`, once magic, version, length and checksum hold; the error names `name` and what does
// not. The checksum finds damage; it does not make the body trustworthy.
Result<std::span<const std::byte>> unseal_bytes(const SealedKind& kind, std::span<const std::byte> bytes,
                                                const std::string& name);

// kNotFound or kIo name the file.
Result<std::vector<std::byte>> read_bytes(const std::filesystem::path& path);

// Writes a neighbour of `path` and renames it over `path`: nobody reads half a file.
Result<void> write_bytes(const std::filesystem::path& path, std::span<const std::byte> bytes);

}  // namespace tributary::lab
