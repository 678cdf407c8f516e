// Fits a calibration to records of the mix lab.
#pragma once

#include <span>
#include <vector>

#include "lab/calibration/case_record.h"
#include "trace/calibration.h"

namespace tributary::lab {

// The maximum-likelihood generalised Pareto distribution of excesses above 0 with a shape in [0, 0.5]; few excesses are
// pulled towards `usual_scale` and shape 0, as if `kPriorExcesses` had been seen.
struct ParetoTail {
  double scale = 1;
  double shape = 0;
};
inline constexpr double kPriorExcesses = 5;
ParetoTail fit_pareto(std::span<const double> excesses, double usual_scale);

// Log odds intercept + slope * x that make `right` likeliest, with intercept ~ N(0, 10) and slope ~ N(1, 0.5) before
// anything was seen: chance that falls off as its tail says has slope 1.
struct LogisticFit {
  double intercept = 0;
  double slope = 1;
  double intercept_variance = 0;
  double slope_variance = 0;
  double covariance = 0;
};
LogisticFit fit_logistic(std::span<const double> x, const std::vector<bool>& right);

// What chance reaches and what a score is worth, from the relaxed matches of the records, of the recording tier those
// that are moved or those that are not. The factors of intervals are those of `before`.
trace::TierCalibration fit_probabilities(std::span<const CaseRecord> records, Tier tier, bool moved,
                                         const trace::TierCalibration& before);

// The factors with which 90% of the intervals of named works hold the truth, half of the misses on either side, from
// records whose intervals were made with factors of 1.
void fit_factors(std::span<const CaseRecord> records, Tier tier, trace::TierCalibration& calibration);

// Gives the intervals of a record that was made with factors of 1 the factors of the calibration.
void widen_intervals(const trace::Calibration& calibration, CaseRecord& record);

}  // namespace tributary::lab
