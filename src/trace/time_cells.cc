#include "trace/time_cells.h"

#include <algorithm>

#include "base/check.h"

namespace tributary::trace {
namespace {

// How long the query lasts in a second: 1 but for the last one.
double length_s(double duration_s, std::size_t second) {
  return std::clamp(duration_s - static_cast<double>(second), 0.0, 1.0);
}

}  // namespace

std::vector<TimeCell> divide_into_cells(double duration_s, std::span<const float> weights,
                                        std::span<const double> edges_s) {
  double total_weight = 0;
  for (std::size_t second = 0; second < weights.size(); ++second) {
    TRIBUTARY_CHECK(weights[second] >= 0);
    total_weight += static_cast<double>(weights[second]) * length_s(duration_s, second);
  }
  if (total_weight <= 0) return {};
  const double end_s = std::min(duration_s, static_cast<double>(weights.size()));
  std::vector<double> times;
  for (double time = 0; time < end_s; time += 1) times.push_back(time);
  times.push_back(end_s);
  std::copy_if(edges_s.begin(), edges_s.end(), std::back_inserter(times),
               [&](double time) { return time > 0 && time < end_s; });
  std::sort(times.begin(), times.end());
  std::vector<TimeCell> cells;
  cells.reserve(times.size() - 1);
  for (std::size_t i = 0; i + 1 < times.size(); ++i) {
    const double middle_s = (times[i] + times[i + 1]) / 2;
    const auto second = std::min(static_cast<std::size_t>(middle_s), weights.size() - 1);
    const double weight = static_cast<double>(weights[second]) / total_weight * (times[i + 1] - times[i]);
    cells.push_back({middle_s, second, weight});
  }
  return cells;
}

}  // namespace tributary::trace
