#include "base/utf8.h"

#include <cstddef>
#include <cstdint>

namespace tributary::base {
namespace {

struct Lead {
  std::size_t length;        // bytes of the whole sequence, 0 where none may start so
  std::uint8_t second_low;   // the narrowest range of the second byte rules out overlong forms,
  std::uint8_t second_high;  // surrogates and code points above U+10FFFF
};

Lead classify(std::uint8_t byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xc2) return {0, 0, 0};
  if (byte < 0xe0) return {2, 0x80, 0xbf};
  if (byte == 0xe0) return {3, 0xa0, 0xbf};
  if (byte == 0xed) return {3, 0x80, 0x9f};
  if (byte < 0xf0) return {3, 0x80, 0xbf};
  if (byte == 0xf0) return {4, 0x90, 0xbf};
  if (byte < 0xf4) return {4, 0x80, 0xbf};
  if (byte == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  const auto byte_at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  for (std::size_t i = 0; i < bytes.size();) {
    const Lead lead = classify(byte_at(i));
    if (lead.length == 0 || lead.length > bytes.size() - i) return false;
    if (lead.length > 1 && (byte_at(i + 1) < lead.second_low || byte_at(i + 1) > lead.second_high)) return false;
    for (std::size_t k = 2; k < lead.length; ++k)
      if ((byte_at(i + k) & 0xc0U) != 0x80U) return false;
    i += lead.length;
  }
  return true;
}

}  // namespace tributary::base
