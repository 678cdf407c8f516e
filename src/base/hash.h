// SHA-256 for content identity and XXH3-128 for detecting damaged bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "tributary/result.h"

namespace tributary::base {

using Sha256Digest = std::array<std::uint8_t, 32>;

// Incremental SHA-256 (FIPS 180-4). Not thread safe. What ends a message makes it ready for the next one.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::span<const std::byte> bytes);
  Sha256Digest finish();
  // 64 lower-case hexadecimal digits.
  std::string finish_hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// SHA-256 of a file's bytes, read in blocks; kNotFound or kIo name the file.
Result<std::string> sha256_of_file(const std::filesystem::path& path);

// SHA-256 of a text, as 64 lower-case hexadecimal digits.
std::string sha256_of_text(std::string_view text);

// Two lower-case hexadecimal digits for each byte.
std::string hex_of(std::span<const std::uint8_t> bytes);

// XXH3-128 of the bytes, most significant byte first. Finds accidents, not forgeries.
std::array<std::uint8_t, 16> checksum128(std::span<const std::byte> bytes);

// The same as 32 lower-case hexadecimal digits.
std::string checksum128_hex(std::span<const std::byte> bytes);

}  // namespace tributary::base
