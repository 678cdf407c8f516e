#include "report/display_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include <fmt/core.h>

#include "base/check.h"

namespace tributary::report {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Range {
  char32_t first;
  char32_t last;
};

// Marks that join the character before them, from the blocks names are written in.
constexpr std::array kZeroWidth{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x0610, 0x061A}, Range{0x064B, 0x065F},
    Range{0x093C, 0x093C}, Range{0x0941, 0x0948}, Range{0x094D, 0x094D}, Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A},
    Range{0x0E47, 0x0E4E}, Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF}, Range{0x200B, 0x200D}, Range{0x2060, 0x2060},
    Range{0x20D0, 0x20FF}, Range{0x3099, 0x309A}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}};

// East Asian wide and full-width characters, and emoji (Unicode TR 11).
constexpr std::array kWide{Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
                           Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},
                           Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
                           Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
                           Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};

// Marks, embeddings, overrides and isolates that change the direction of what follows, and line breaks
// outside ASCII.
constexpr std::array kSteering{Range{0x061C, 0x061C}, Range{0x200E, 0x200F}, Range{0x2028, 0x202E},
                               Range{0x2066, 0x2069}};

bool any_holds(std::span<const Range> ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [code](const Range& range) { return code >= range.first && code <= range.last; });
}

struct Decoded {
  char32_t code = kReplacement;
  std::size_t bytes = 1;
};

// The first character of a non-empty text; a byte that starts no valid UTF-8 is a replacement character
// of its own (Unicode 15, table 3-7: no overlong forms, no surrogates).
Decoded first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead <= 0xF4 ? 4 : 0;
  if (length == 0 || lead < 0xC2 || text.size() < length) return {};
  char32_t code = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length};
}

int columns_of(char32_t code) {
  if (any_holds(kZeroWidth, code)) return 0;
  return any_holds(kWide, code) ? 2 : 1;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Decoded character = first_character(text);
    const bool control = character.code < 0x20 || (character.code >= 0x7F && character.code < 0xA0);
    if (control) {
      result += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(character.code));
    } else if (any_holds(kSteering, character.code)) {
      result += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(character.code));
    } else if (character.code == kReplacement) {
      result += "\xEF\xBF\xBD";
    } else {
      result += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return result;
}

int display_columns(std::string_view text) {
  int columns = 0;
  while (!text.empty()) {
    const Decoded character = first_character(text);
    columns += columns_of(character.code);
    text.remove_prefix(character.bytes);
  }
  return columns;
}

std::string fitted(std::string_view text, int columns) {
  TRIBUTARY_CHECK(columns >= 1);
  int used = display_columns(text);
  if (used <= columns) return std::string(text) + std::string(static_cast<std::size_t>(columns - used), ' ');
  std::string result;
  used = 0;
  for (std::string_view rest = text;;) {
    const Decoded character = first_character(rest);
    const int wanted = columns_of(character.code);
    if (used + wanted > columns - 1) break;
    result += rest.substr(0, character.bytes);
    used += wanted;
    rest.remove_prefix(character.bytes);
  }
  return result + "…" + std::string(static_cast<std::size_t>(columns - 1 - used), ' ');
}

}  // namespace tributary::report
