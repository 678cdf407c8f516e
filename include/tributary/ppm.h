// Shares in parts per million: integers that add up to the whole exactly.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tributary {

using Ppm = std::int32_t;

inline constexpr Ppm kWholePpm = 1'000'000;

// Rounds fractions, each >= 0 and together at most 1 (up to 1e-9), to ppm by the largest-remainder
// rule: the first fractions.size() results are the parts, the last one is the rest, and all of them
// add up to kWholePpm exactly. Ties go to the earlier part, so the order of the input decides.
std::vector<Ppm> apportion_ppm(std::span<const double> fractions);

}  // namespace tributary
