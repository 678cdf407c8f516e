// Reliability: whether matches of a probability are right as often as it says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tributary::lab {

// What one case contributes: probabilities and whether each was right.
struct Forecasts {
  std::vector<double> probabilities;
  std::vector<bool> right;
};

struct ReliabilityBin {
  double from = 0;  // of the probability
  double to = 1;
  std::size_t count = 0;
  double mean_probability = 0;
  double part_right = 0;
};

// Bins of probability up to 0.5, 0.8, 0.9, 0.95, 0.98, 0.99 and 1; those without a forecast are left out.
std::vector<ReliabilityBin> reliability_bins(std::span<const Forecasts> cases);

// The expected calibration error: the mean over forecasts of |part right - mean probability| of their bin (Guo et al.
// 2017). 0 where there is no forecast.
double expected_calibration_error(std::span<const Forecasts> cases);

struct Estimate {
  double value = 0;
  double low = 0;  // 95% interval
  double high = 0;
};

// A mean over cases or a statistic of them, with the 2.5% and 97.5% percentiles over `kResamplings` resamplings of the
// cases (Efron 1979). The seed is fixed.
inline constexpr std::size_t kResamplings = 500;
Estimate calibration_error(std::span<const Forecasts> cases);
// The mean of all values of all cases; a case may have several.
Estimate mean_over_cases(std::span<const std::vector<double>> cases);

// "12.3 (10.1-14.5)" with so many decimals, times `scale`.
std::string text_of(const Estimate& estimate, double scale, int decimals);

// An SVG picture: part right over mean probability of each bin, the larger the more forecasts, with 95% Wilson
// intervals and the line on which a perfect forecast lies.
std::string reliability_diagram(const std::string& title, std::span<const Forecasts> cases);

}  // namespace tributary::lab
