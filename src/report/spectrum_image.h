// A constant-Q spectrum as grey pixels: the louder, the darker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "report/report_content.h"

namespace tributary::report {

// Row by row from the top, 255 white.
struct GreyImage {
  std::size_t width = 0;
  std::size_t height = 0;
  std::vector<std::uint8_t> pixels;
};

// One row per bin, the highest on top, and at most `columns_max` columns, each the loudest of its frames. The loudest
// level is black and what lies 54 dB below it white, in 16 steps: more would only make the file larger.
GreyImage spectrum_image(const ConstantQLevels& spectrum, std::size_t columns_max);

}  // namespace tributary::report
