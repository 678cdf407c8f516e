// The few statistics that methods are compared with.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace tributary::lab {

// Pearson's correlation; 0 where a side does not vary. Both of one length.
double correlation(std::span<const double> a, std::span<const double> b);

// Spearman's: of ranks, where equal values share the mean of theirs.
double rank_correlation(std::span<const double> a, std::span<const double> b);

double mean(std::span<const double> values);
double median(std::vector<double> values);
double deviation(std::span<const double> values);  // root mean square about the mean

struct Interval {
  double low = 0;
  double high = 0;
};

// The middle 95% of `statistic` over resamples of [0, count) with replacement (Efron 1979).
Interval bootstrap(std::size_t count, std::uint64_t seed,
                   const std::function<double(std::span<const std::size_t>)>& statistic);

// The same of the mean of values.
Interval interval_of_mean(std::span<const double> values, std::uint64_t seed);

}  // namespace tributary::lab
