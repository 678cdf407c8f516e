#include "audio/text.h"

#include <cstdint>
#include <optional>

namespace tributary::audio {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Character {
  std::size_t bytes = 1;
  std::optional<std::uint32_t> code_point;  // absent: not valid UTF-8
};

std::size_t sequence_bytes(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

Character next_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t bytes = sequence_bytes(first);
  if (bytes == 0 || bytes > text.size()) return {};
  if (bytes == 1) return {1, first};
  std::uint32_t code_point = first & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return {};
    code_point = (code_point << 6) | (next & 0x3Fu);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
  if (code_point < kSmallest[bytes] || code_point > 0x10FFFF || surrogate) return {};
  return {bytes, code_point};
}

// Also the marks that reorder or break a line of text on a terminal.
bool is_blank(std::uint32_t code_point) {
  return code_point <= 0x20 || (code_point >= 0x7F && code_point <= 0xA0) || code_point == 0x2028 ||
         code_point == 0x2029 || (code_point >= 0x202A && code_point <= 0x202E) ||
         (code_point >= 0x2066 && code_point <= 0x2069) || code_point == 0xFEFF;
}

}  // namespace

std::string one_line(std::string_view text, std::size_t max_bytes) {
  std::string line;
  bool blank_pending = false;
  while (!text.empty()) {
    const Character character = next_character(text);
    const std::string_view bytes = character.code_point ? text.substr(0, character.bytes) : kReplacement;
    text.remove_prefix(character.bytes);
    if (character.code_point && is_blank(*character.code_point)) {
      blank_pending = !line.empty();
      continue;
    }
    if (line.size() + bytes.size() + (blank_pending ? 1 : 0) > max_bytes) break;
    if (blank_pending) line += ' ';
    blank_pending = false;
    line += bytes;
  }
  return line;
}

}  // namespace tributary::audio
