// Calibration: from a match's score to the probability that the match is right, and from a share to its interval.
#pragma once

#include <cstdint>

namespace tributary::trace {

// What chance reaches in one tier, and how often a match with so much is right. An excess is a match's score less its
// threshold: nats in the recording tier, spreads in the composition tier.
struct TierCalibration {
  // Excesses of chance above `null_from` follow a generalised Pareto distribution (Pickands 1975).
  double null_from = 0;
  double null_scale = 1;
  double null_shape = 0;  // 0: exponential
  // In a catalog of N recordings the best of chance is exceeded (N / size_reference)^size_exponent times as often.
  double size_reference = 100;
  double size_exponent = 1;
  // Of what was seen in catalogs of size_reference recordings, log odds =
  // intercept + slope * hazard(excess) - size_exponent * ln(N / size_reference).
  double intercept = 0;
  double slope = 1;
  double intercept_variance = 0;
  double slope_variance = 0;
  double covariance = 0;
  // Every recording beyond size_reference adds stranger_odds * exp(-stranger_rate * excess) to the odds against a
  // match: strangers that share a passage by chance, too few to be seen in small catalogs.
  double stranger_odds = 0;
  double stranger_rate = 0;
  double ceiling = 1;  // no probability is above it: as far as the number of matches that were seen bears
  // Of intervals of shares.
  double edge_s = 0.5;        // deviation of an end of a match
  double part_deviation = 0;  // of the log odds of a match's part of what sounds together
  double low_factor = 2;      // how many deviations below a share its interval reaches,
  double high_factor = 2;     // and above

  bool operator==(const TierCalibration&) const = default;
};

struct Calibration {
  TierCalibration recording;  // at the recording's own tempo and pitch; its factors are those of the whole tier
  // At another tempo or pitch. What is wrong there is mostly the same music played again from the same notes.
  TierCalibration moved;
  TierCalibration composition;

  bool operator==(const Calibration&) const = default;
};

// A match that is likelier wrong than right names nobody.
inline constexpr double kNamingProbability = 0.5;

// Minus the logarithm of the part of chance's excesses above null_from that exceed this one: 0 up to null_from.
double hazard(const TierCalibration& tier, double excess);

// That a match of this excess in a catalog of so many recordings is right, in (0, ceiling]. Grows with the excess and
// falls with the catalog.
double probability_of(const TierCalibration& tier, double excess, std::int64_t recordings);

// The same with other coefficients than the tier's: what the fit leaves open.
double probability_with(const TierCalibration& tier, double intercept, double slope, double excess,
                        std::int64_t recordings);

// The least excess of 0 or more at which a match names somebody: what a larger catalog asks beyond the threshold.
double naming_excess(const TierCalibration& tier, std::int64_t recordings);

}  // namespace tributary::trace
