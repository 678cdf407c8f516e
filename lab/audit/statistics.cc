#include "lab/audit/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kResamples = 1000;

std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return values[x] < values[y]; });
  std::vector<double> ranks(values.size());
  for (std::size_t start = 0; start < order.size();) {
    std::size_t end = start;
    while (end < order.size() && values[order[end]] == values[order[start]]) ++end;
    for (std::size_t i = start; i < end; ++i) ranks[order[i]] = static_cast<double>(start + end - 1) / 2;
    start = end;
  }
  return ranks;
}

}  // namespace

double mean(std::span<const double> values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

double deviation(std::span<const double> values) {
  const double middle = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - middle) * (value - middle);
  return values.empty() ? 0 : std::sqrt(sum / static_cast<double>(values.size()));
}

double correlation(std::span<const double> a, std::span<const double> b) {
  const double middle_a = mean(a);
  const double middle_b = mean(b);
  double product = 0;
  double square_a = 0;
  double square_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += (a[i] - middle_a) * (b[i] - middle_b);
    square_a += (a[i] - middle_a) * (a[i] - middle_a);
    square_b += (b[i] - middle_b) * (b[i] - middle_b);
  }
  return square_a > 0 && square_b > 0 ? product / std::sqrt(square_a * square_b) : 0;
}

double rank_correlation(std::span<const double> a, std::span<const double> b) {
  return correlation(ranks_of(a), ranks_of(b));
}

Interval bootstrap(std::size_t count, std::uint64_t seed,
                   const std::function<double(std::span<const std::size_t>)>& statistic) {
  Random random(seed);
  std::vector<double> values;
  std::vector<std::size_t> sample(count);
  for (std::size_t i = 0; i < kResamples && count > 0; ++i) {
    for (std::size_t& index : sample) index = random.below(count);
    values.push_back(statistic(sample));
  }
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  return {values[values.size() / 40], values[values.size() - 1 - values.size() / 40]};
}

Interval interval_of_mean(std::span<const double> values, std::uint64_t seed) {
  return bootstrap(values.size(), seed, [&](std::span<const std::size_t> sample) {
    double sum = 0;
    for (const std::size_t i : sample) sum += values[i];
    return sum / static_cast<double>(sample.size());
  });
}

}  // namespace tributary::lab
