#include "report/html_text.h"

#include <array>
#include <cstdint>
#include <vector>

#include <fmt/core.h>

#include "base/hash.h"
#include "report/display_text.h"

namespace tributary::report {
namespace {

std::uint8_t hexadecimal(char digit) {
  return static_cast<std::uint8_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char character : printable(text)) switch (character) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += character;
    }
  return result;
}

std::string base64(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = i; j < i + 3; ++j)
      group = group << 8 | (j < bytes.size() ? std::to_integer<std::uint32_t>(bytes[j]) : 0U);
    for (std::size_t digit = 0; digit < 4; ++digit)
      text += i + digit > bytes.size() ? '=' : kDigits[group >> (18 - 6 * digit) & 63U];
  }
  return text;
}

std::string data_uri(std::string_view media_type, std::string_view bytes) {
  return fmt::format("data:{};base64,{}", media_type, base64(std::as_bytes(std::span(bytes))));
}

std::string policy_hash(std::string_view text) {
  const std::string digits = base::sha256_of_text(text);
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(std::byte{static_cast<std::uint8_t>(hexadecimal(digits[i]) << 4 | hexadecimal(digits[i + 1]))});
  return "'sha256-" + base64(bytes) + "'";
}

}  // namespace tributary::report
