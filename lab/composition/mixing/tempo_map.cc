#include "lab/composition/mixing/tempo_map.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace tributary::lab {

TempoMap TempoMap::steady(double start_s, double ratio, double version_duration_s) {
  const auto steps = static_cast<std::size_t>(std::ceil(version_duration_s / kStep_s)) + 1;
  std::vector<double> score_s(steps + 1);
  for (std::size_t i = 0; i < score_s.size(); ++i) score_s[i] = start_s + ratio * kStep_s * static_cast<double>(i);
  return TempoMap(std::move(score_s));
}

TempoMap TempoMap::draw(double start_s, double version_duration_s, const TempoRange& range, Random& random) {
  const double mean = std::exp(random.uniform(std::log(range.slowest), std::log(range.fastest)));
  const double slow_depth = random.uniform(0, range.curve * 0.7);
  const double fast_depth = random.uniform(0, range.curve * 0.3);
  const double slow_period_s = random.uniform(8, 40);
  const double fast_period_s = random.uniform(2, 8);
  const double slow_phase = random.uniform(0, 1);
  const double fast_phase = random.uniform(0, 1);

  TempoMap map = steady(start_s, mean, version_duration_s);
  for (std::size_t i = 1; i < map.score_s_.size(); ++i) {
    const double t = kStep_s * (static_cast<double>(i) - 0.5);
    const double bend = slow_depth * std::sin(2 * std::numbers::pi * (t / slow_period_s + slow_phase)) +
                        fast_depth * std::sin(2 * std::numbers::pi * (t / fast_period_s + fast_phase));
    map.score_s_[i] = map.score_s_[i - 1] + mean * std::exp(bend) * kStep_s;
  }
  return map;
}

double TempoMap::to_score(double version_s) const {
  const double position = version_s / kStep_s;
  const double last = static_cast<double>(score_s_.size() - 2);
  const auto knot = static_cast<std::size_t>(std::clamp(std::floor(position), 0.0, last));
  return score_s_[knot] + (position - static_cast<double>(knot)) * (score_s_[knot + 1] - score_s_[knot]);
}

double TempoMap::to_version(double score_s) const {
  const auto after = std::upper_bound(score_s_.begin() + 1, score_s_.end() - 1, score_s);
  const auto knot = static_cast<std::size_t>(after - score_s_.begin() - 1);
  const double part = (score_s - score_s_[knot]) / (score_s_[knot + 1] - score_s_[knot]);
  return kStep_s * (static_cast<double>(knot) + part);
}

}  // namespace tributary::lab
