// TRIBUTARY_CHECK: stops the process on a programmer error, in release builds too.
#pragma once

#include <string_view>

namespace tributary::base {

// Prints file, line and condition to stderr and aborts.
[[noreturn]] void check_failed(std::string_view condition, std::string_view file, int line);

}  // namespace tributary::base

#define TRIBUTARY_CHECK(condition)                                                     \
  do {                                                                                 \
    if (!(condition)) ::tributary::base::check_failed(#condition, __FILE__, __LINE__); \
  } while (false)
