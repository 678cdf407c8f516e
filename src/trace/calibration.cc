#include "trace/calibration.h"

#include <algorithm>
#include <cmath>

namespace tributary::trace {
namespace {

constexpr double kLeast = 1e-6;
constexpr double kNearlyExponential = 1e-9;  // shape below which the quotient would lose its digits

}  // namespace

double hazard(const TierCalibration& tier, double excess) {
  const double above = std::max(0.0, excess - tier.null_from) / tier.null_scale;
  return tier.null_shape > kNearlyExponential ? std::log1p(tier.null_shape * above) / tier.null_shape : above;
}

double probability_with(const TierCalibration& tier, double intercept, double slope, double excess,
                        std::int64_t recordings) {
  const double size = static_cast<double>(std::max<std::int64_t>(recordings, 1));
  const double log_odds =
      intercept + slope * hazard(tier, excess) - tier.size_exponent * std::log(size / tier.size_reference);
  const double strangers = std::max(0.0, size - tier.size_reference) * tier.stranger_odds;
  // Far below the threshold the exponential has no bound: without strangers there is nothing to multiply with it.
  const double against = strangers > 0 ? strangers * std::exp(-tier.stranger_rate * excess) : 0;
  return std::clamp(1 / (1 + std::exp(-log_odds) + against), kLeast, tier.ceiling);
}

double probability_of(const TierCalibration& tier, double excess, std::int64_t recordings) {
  return probability_with(tier, tier.intercept, tier.slope, excess, recordings);
}

double naming_excess(const TierCalibration& tier, std::int64_t recordings) {
  constexpr int kHalvings = 60;
  double low = 0;
  double high = 1000;
  if (probability_of(tier, low, recordings) >= kNamingProbability) return low;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (probability_of(tier, middle, recordings) >= kNamingProbability ? high : low) = middle;
  }
  return high;
}

}  // namespace tributary::trace
