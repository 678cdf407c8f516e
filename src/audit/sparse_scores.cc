#include "audit/sparse_scores.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace tributary::audit {
namespace {

constexpr double kThresholdDeviations = 1;

}  // namespace

std::vector<float> sparse_scores(std::span<const float> products) {
  return sparse_scores(products, std::vector<double>(products.size(), 1.0));
}

std::vector<float> sparse_scores(std::span<const float> products, std::span<const double> weights) {
  TRIBUTARY_CHECK(weights.size() == products.size());
  if (products.empty()) return {};
  double weight = 0;
  double sum = 0;
  for (std::size_t i = 0; i < products.size(); ++i) {
    weight += weights[i];
    sum += weights[i] * static_cast<double>(products[i]);
  }
  const double mean = sum / weight;
  double squares = 0;
  for (std::size_t i = 0; i < products.size(); ++i) {
    const double distance = static_cast<double>(products[i]) - mean;
    squares += weights[i] * distance * distance;
  }
  const double threshold = mean + kThresholdDeviations * std::sqrt(squares / weight);
  std::vector<float> sparse(products.size());
  for (std::size_t i = 0; i < products.size(); ++i)
    sparse[i] = static_cast<float>(std::max(0.0, static_cast<double>(products[i]) - threshold));
  return sparse;
}

}  // namespace tributary::audit
