#include "report/spectrum_image.h"

#include <algorithm>
#include <cmath>

namespace tributary::report {
namespace {

constexpr double kRange_dB = 54;
constexpr int kSteps = 15;

std::uint8_t shade(std::uint8_t level, std::uint8_t loudest, double db_per_level) {
  const double below_dB = (loudest - level) * db_per_level;
  const auto step = static_cast<int>(std::lround(std::clamp(below_dB / kRange_dB, 0.0, 1.0) * kSteps));
  return static_cast<std::uint8_t>(255 * step / kSteps);
}

}  // namespace

GreyImage spectrum_image(const ConstantQLevels& spectrum, std::size_t columns_max) {
  GreyImage image{std::min(spectrum.frames, columns_max), spectrum.bins, {}};
  image.pixels.assign(image.width * image.height, 255);
  if (spectrum.levels.empty()) return image;
  const std::uint8_t loudest = *std::max_element(spectrum.levels.begin(), spectrum.levels.end());
  if (loudest == 0) return image;
  for (std::size_t column = 0; column < image.width; ++column) {
    const std::size_t first = column * spectrum.frames / image.width;
    const std::size_t last = std::max(first + 1, (column + 1) * spectrum.frames / image.width);
    for (std::size_t bin = 0; bin < spectrum.bins; ++bin) {
      std::uint8_t level = 0;
      for (std::size_t frame = first; frame < last; ++frame)
        level = std::max(level, spectrum.levels[frame * spectrum.bins + bin]);
      image.pixels[(spectrum.bins - 1 - bin) * image.width + column] = shade(level, loudest, spectrum.db_per_level);
    }
  }
  return image;
}

}  // namespace tributary::report
