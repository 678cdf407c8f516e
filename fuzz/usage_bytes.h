// What the fuzz targets of usage reports share: reading one to its end, with the checks that hold for any bytes.
#pragma once

#include <cstdint>
#include <string_view>

namespace tributary::fuzz {

// Every line is either usable and sound, or refused with a place and a reason; line numbers only grow, but for those
// that the marks of a correction name.
void read_usage_report(std::string_view text);

}  // namespace tributary::fuzz
