// The time of day as a dependency: deadlines and tests bring their own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace tributary::base {

// Milliseconds since 1970-01-01 00:00 UTC, without leap seconds. Never throws.
using Clock = std::function<std::int64_t()>;

inline Clock system_clock() {
  return [] {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::int64_t{std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
  };
}

}  // namespace tributary::base
