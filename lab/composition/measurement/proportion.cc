#include "lab/composition/measurement/proportion.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace tributary::lab {

Interval wilson_interval(double sum, std::size_t trials) {
  constexpr double kZ = 1.959963984540054;
  if (trials == 0) return {};
  const double n = static_cast<double>(trials);
  const double p = sum / n;
  const double centre = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

double threshold_for(std::span<const double> scores, double most) {
  std::vector<double> sorted(scores.begin(), scores.end());
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  const auto exceeding = static_cast<std::size_t>(std::floor(most * static_cast<double>(sorted.size()) + 1e-9));
  return exceeding < sorted.size() ? sorted[exceeding] : -std::numeric_limits<double>::infinity();
}

}  // namespace tributary::lab
