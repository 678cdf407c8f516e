#include "audit/sparse_scores.h"

#include <algorithm>
#include <cmath>

namespace tributary::audit {
namespace {

constexpr double kThresholdDeviations = 1;

}  // namespace

std::vector<float> sparse_scores(std::span<const float> scores) {
  if (scores.empty()) return {};
  const double count = static_cast<double>(scores.size());
  double sum = 0;
  for (const float score : scores) sum += static_cast<double>(score);
  const double mean = sum / count;
  double squares = 0;
  for (const float score : scores) {
    const double distance = static_cast<double>(score) - mean;
    squares += distance * distance;
  }
  const double threshold = mean + kThresholdDeviations * std::sqrt(squares / count);
  std::vector<float> sparse(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i)
    sparse[i] = static_cast<float>(std::max(0.0, static_cast<double>(scores[i]) - threshold));
  return sparse;
}

}  // namespace tributary::audit
