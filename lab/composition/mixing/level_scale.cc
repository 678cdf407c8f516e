#include "lab/composition/mixing/level_scale.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tributary::lab {
namespace {

constexpr float kLevelsPerOctaveOfPower = 6.0205999F;  // 20 log10(2)
constexpr float kSmallestPower = 1e-12F;

// log2 by the exponent and a polynomial for the mantissa, so that the loop over a window runs in vector registers.
float fast_log2(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const float exponent = static_cast<float>(static_cast<std::int32_t>(bits >> 23) - 127);
  const float m = std::bit_cast<float>((bits & 0x007FFFFFU) | 0x3F800000U);
  const float slope = ((-0.081615808F * m + 0.64514236F) * m - 2.1206751F) * m + 4.0700908F;
  return exponent + slope * m - 2.5128546F;
}

std::array<float, 256> make_powers() {
  std::array<float, 256> powers{};
  for (std::size_t level = 1; level < powers.size(); ++level)
    powers[level] = static_cast<float>(std::pow(10.0, (static_cast<double>(level) / 2 - 96) / 10));
  return powers;
}

}  // namespace

const std::array<float, 256>& power_of_level() {
  static const std::array<float, 256> powers = make_powers();
  return powers;
}

void levels_of_powers(std::span<const float> powers, std::span<float> levels) {
  for (std::size_t i = 0; i < powers.size(); ++i)
    levels[i] = kLevelsPerOctaveOfPower * fast_log2(std::max(powers[i], kSmallestPower)) + kFullScaleLevel;
}

}  // namespace tributary::lab
