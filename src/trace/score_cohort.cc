#include "trace/score_cohort.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tributary::trace {
namespace {

constexpr double kDeviationsPerMad = 1.4826;  // of a normal distribution
// Scores may lie close together by accident, and most of what differs between queries is how large they are.
constexpr double kSpreadMin = 0.15;  // of the centre
constexpr double kCentreMin = 1;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace

std::optional<ScoreCohort> ScoreCohort::from(std::span<const double> scores) {
  if (scores.size() < kScoresMin) return std::nullopt;
  const double centre = median({scores.begin(), scores.end()});
  std::vector<double> distances;
  for (const double score : scores) distances.push_back(std::abs(score - centre));
  const double spread = std::max(kDeviationsPerMad * median(distances), kSpreadMin * std::max(centre, kCentreMin));
  return ScoreCohort(centre, spread);
}

}  // namespace tributary::trace
