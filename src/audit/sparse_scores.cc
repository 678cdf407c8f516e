#include "audit/sparse_scores.h"

#include <algorithm>
#include <cmath>

namespace tributary::audit {
namespace {

constexpr double kThresholdDeviations = 1;

}  // namespace

std::vector<float> sparse_scores(std::span<const float> scores) {
  const double count = static_cast<double>(scores.size());
  double mean = 0;
  for (const float score : scores) mean += static_cast<double>(score) / count;
  double variance = 0;
  for (const float score : scores) {
    const double distance = static_cast<double>(score) - mean;
    variance += distance * distance / count;
  }
  const double threshold = mean + kThresholdDeviations * std::sqrt(variance);
  std::vector<float> sparse;
  sparse.reserve(scores.size());
  for (const float score : scores)
    sparse.push_back(static_cast<float>(std::max(0.0, static_cast<double>(score) - threshold)));
  return sparse;
}

}  // namespace tributary::audit
