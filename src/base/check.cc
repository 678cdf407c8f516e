#include "base/check.h"

#include <cstdlib>

#include <fmt/core.h>

namespace tributary::base {

void check_failed(std::string_view condition, std::string_view file, int line) {
  fmt::print(stderr, "tributary: {}:{}: check failed: {}\n", file, line, condition);
  std::abort();
}

}  // namespace tributary::base
