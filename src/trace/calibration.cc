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
  const double size = static_cast<double>(std::max<std::int64_t>(recordings, 1)) / tier.size_reference;
  const double log_odds = intercept + slope * hazard(tier, excess) - tier.size_exponent * std::log(size);
  return std::clamp(1 / (1 + std::exp(-log_odds)), kLeast, tier.ceiling);
}

double probability_of(const TierCalibration& tier, double excess, std::int64_t recordings) {
  return probability_with(tier, tier.intercept, tier.slope, excess, recordings);
}

}  // namespace tributary::trace
