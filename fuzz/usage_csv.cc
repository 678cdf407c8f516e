// Hostile bytes for the CSV reader of usage reports.
#include <string_view>

#include "fuzz/target.h"
#include "fuzz/usage_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Chars may alias any bytes.
  tributary::fuzz::read_usage_report({reinterpret_cast<const char*>(data), size});
  return 0;
}

std::vector<std::string> tributary::fuzz::seeds() { return {}; }
