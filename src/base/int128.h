// 128-bit integers for products of two 64-bit ones.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace tributary::base {

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

// |value|, which 64 signed bits cannot always hold.
inline std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

// The number with that magnitude and sign; nullopt where 64 bits do not hold it.
inline std::optional<std::int64_t> with_sign(UInt128 magnitude, bool negative) {
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (magnitude > UInt128{kLargest} + (negative ? 1 : 0)) return std::nullopt;
  const auto low = static_cast<std::uint64_t>(magnitude);
  return static_cast<std::int64_t>(negative ? ~low + 1 : low);
}

}  // namespace tributary::base
