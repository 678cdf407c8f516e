#include "lab/composition/arrangement/time_map.h"

#include <cmath>
#include <cstddef>

namespace tributary::lab {
namespace {

double at(double x, double from, double to, double out_from, double out_to) {
  return out_from + (x - from) / (to - from) * (out_to - out_from);
}

// Whether stretches[first] to stretches[last] are nearly one.
bool run_on(std::span<const Stretch> stretches, std::size_t first, std::size_t last) {
  constexpr double kGap_s = 1e-6;
  constexpr double kMost_s = 0.005;
  const Stretch& begin = stretches[first];
  const Stretch& end = stretches[last];
  for (std::size_t i = first; i < last; ++i) {
    const Stretch& here = stretches[i];
    const Stretch& next = stretches[i + 1];
    if (std::abs(next.original_start_s - here.original_end_s) > kGap_s ||
        std::abs(next.version_start_s - here.version_end_s) > kGap_s)
      return false;
    const double straight_s =
        at(here.version_end_s, begin.version_start_s, end.version_end_s, begin.original_start_s, end.original_end_s);
    if (std::abs(straight_s - here.original_end_s) > kMost_s) return false;
  }
  return true;
}

}  // namespace

TimeMap::TimeMap(std::vector<Stretch> stretches) {
  for (std::size_t first = 0; first < stretches.size();) {
    std::size_t last = first;
    while (last + 1 < stretches.size() && run_on(stretches, first, last + 1)) ++last;
    const Stretch& begin = stretches[first];
    const Stretch& end = stretches[last];
    stretches_.push_back({begin.original_start_s, end.original_end_s, begin.version_start_s, end.version_end_s});
    first = last + 1;
  }
}

std::vector<double> TimeMap::version_times(double original_s) const {
  std::vector<double> times;
  for (const Stretch& s : stretches_)
    if (original_s >= s.original_start_s && original_s < s.original_end_s)
      times.push_back(at(original_s, s.original_start_s, s.original_end_s, s.version_start_s, s.version_end_s));
  return times;
}

std::optional<double> TimeMap::original_time(double version_s) const {
  for (const Stretch& s : stretches_)
    if (version_s >= s.version_start_s && version_s < s.version_end_s)
      return at(version_s, s.version_start_s, s.version_end_s, s.original_start_s, s.original_end_s);
  return std::nullopt;
}

}  // namespace tributary::lab
