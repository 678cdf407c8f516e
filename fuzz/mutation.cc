#include "fuzz/mutation.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tributary::fuzz {
namespace {

std::size_t below(std::size_t limit, std::mt19937_64& random) { return static_cast<std::size_t>(random() % limit); }

void flip_bit(std::string& bytes, std::mt19937_64& random) {
  char& byte = bytes[below(bytes.size(), random)];
  byte = static_cast<char>(static_cast<std::uint8_t>(byte) ^ (1U << below(8, random)));
}

void set_extreme(std::string& bytes, std::mt19937_64& random) {
  constexpr std::array<char, 8> kExtremes{'\0', '\x01', '\x7F', '\x80', '\xFF', '"', ',', '\n'};
  bytes[below(bytes.size(), random)] = kExtremes[below(kExtremes.size(), random)];
}

// Replaces two to eight bytes as one little-endian number, as a hostile length or offset would be.
void set_word(std::string& bytes, std::mt19937_64& random) {
  constexpr std::array<std::uint64_t, 6> kWords{0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF};
  std::uint64_t word = below(2, random) == 0 ? kWords[below(kWords.size(), random)] : random();
  const std::size_t start = below(bytes.size(), random);
  const std::size_t end = std::min(bytes.size(), start + (std::size_t{2} << below(3, random)));
  for (std::size_t i = start; i < end; ++i, word >>= 8) bytes[i] = static_cast<char>(word & 0xFF);
}

void cut_piece(std::string& bytes, std::mt19937_64& random) {
  const std::size_t start = below(bytes.size(), random);
  bytes.erase(start, below(2, random) == 0 ? std::string::npos : 1 + below(16, random));
}

void repeat_piece(std::string& bytes, std::mt19937_64& random) {
  const std::string piece = bytes.substr(below(bytes.size(), random), 1 + below(64, random));
  bytes.insert(below(bytes.size() + 1, random), piece);
}

void swap_bytes(std::string& bytes, std::mt19937_64& random) {
  std::swap(bytes[below(bytes.size(), random)], bytes[below(bytes.size(), random)]);
}

}  // namespace

std::string damaged(std::string input, std::mt19937_64& random) {
  constexpr std::array kInjuries{flip_bit, set_extreme, set_word, cut_piece, repeat_piece, swap_bytes};
  const std::size_t count = 1 + below(4, random);
  for (std::size_t i = 0; i < count && !input.empty(); ++i) kInjuries[below(kInjuries.size(), random)](input, random);
  return input;
}

}  // namespace tributary::fuzz
