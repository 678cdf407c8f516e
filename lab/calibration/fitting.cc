#include "lab/calibration/fitting.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tributary::lab {
namespace {

// Matches count from here on: above the lowest excess that the relaxed thresholds let through everywhere.
double null_from(Tier tier) { return tier == Tier::kRecording ? -12 : -3; }
double usual_scale(Tier tier) { return tier == Tier::kRecording ? 5 : 0.8; }

// What each recording of a larger catalog adds to the odds against a composition at the threshold, and how fast that
// falls per spread. Of 1,700 foreign queries 13, 3 and 1 come to 4.2, 5.2 and 6.2 among 300 works of the validation
// split, 105, 25 and 6 among 3,000: per query and further work, 0.9 in a million per spread at the threshold. Of 555
// queries for works that are there 5 in a hundred per spread lie there (lab_composition --sizes 3000).
constexpr double kStrangerOdds = 1.9e-5;
constexpr double kStrangerRate = 1.4;

// How far the log odds of a part of what sounds together are off. Of 0, 0.3, 0.6 and 1, the one with the best interval
// scores (Gneiting and Raftery 2007) on the suspects that are fitted on, where 1.5 is hardly better; in the composition
// tier none is better.
constexpr double kPartDeviation = 1;

// Of the whole sample, as if kPriorExcesses more had the usual scale.
double log_likelihood(std::span<const double> excesses, double usual_scale, const ParetoTail& tail) {
  const auto density = [&](double excess) {
    const double z = excess / tail.scale;
    const double decay = tail.shape > 1e-9 ? (1 / tail.shape + 1) * std::log1p(tail.shape * z) : z;
    return -std::log(tail.scale) - decay;
  };
  double sum = kPriorExcesses * density(usual_scale);
  for (const double excess : excesses) sum += density(excess);
  return sum;
}

// The least value that `part` of the values, and of one more, do not exceed.
double quantile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double rank = std::ceil(part * static_cast<double>(values.size() + 1)) - 1;
  return values[std::min(values.size() - 1, static_cast<std::size_t>(std::max(0.0, rank)))];
}

// Of an interval made with factors of 1, which may be cut off at one end.
double deviation_of(const ShareRecord& one) { return std::max({one.share - one.low, one.high - one.share, 1e-6}); }

// Before anything was seen: intercept ~ N(0, 10), slope ~ N(1, 0.5).
constexpr double kInterceptPrecision = 1.0 / (10 * 10);
constexpr double kSlopePrecision = 1.0 / (0.5 * 0.5);

double log_posterior(std::span<const double> x, const std::vector<bool>& right, double intercept, double slope) {
  double sum = -kInterceptPrecision * intercept * intercept / 2 - kSlopePrecision * (slope - 1) * (slope - 1) / 2;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double log_odds = intercept + slope * x[i];
    const double against = right[i] ? -log_odds : log_odds;
    sum -= against > 0 ? against + std::log1p(std::exp(-against)) : std::log1p(std::exp(against));
  }
  return sum;
}

// Of the log posterior: its first derivatives, and minus its second ones.
struct Slopes {
  double a = 0;
  double b = 0;
  double aa = kInterceptPrecision;
  double ab = 0;
  double bb = kSlopePrecision;
};

Slopes slopes_at(std::span<const double> x, const std::vector<bool>& right, double intercept, double slope) {
  Slopes slopes;
  slopes.a = -kInterceptPrecision * intercept;
  slopes.b = -kSlopePrecision * (slope - 1);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double p = 1 / (1 + std::exp(-(intercept + slope * x[i])));
    const double residual = (right[i] ? 1 : 0) - p;
    const double weight = p * (1 - p);
    slopes.a += residual;
    slopes.b += residual * x[i];
    slopes.aa += weight;
    slopes.ab += weight * x[i];
    slopes.bb += weight * x[i] * x[i];
  }
  return slopes;
}

}  // namespace

ParetoTail fit_pareto(std::span<const double> excesses, double usual_scale) {
  ParetoTail best{usual_scale, 0};
  double most = log_likelihood(excesses, usual_scale, best);
  for (double shape = 0; shape <= 0.5; shape += 0.02)
    for (double scale = usual_scale / 8; scale <= usual_scale * 40; scale *= 1.03) {
      const double now = log_likelihood(excesses, usual_scale, {scale, shape});
      if (now <= most) continue;
      most = now;
      best = {scale, shape};
    }
  return best;
}

LogisticFit fit_logistic(std::span<const double> x, const std::vector<bool>& right) {
  constexpr int kSteps = 200;
  LogisticFit fit;
  double reached = log_posterior(x, right, fit.intercept, fit.slope);
  for (int step = 0; step < kSteps; ++step) {
    const Slopes slopes = slopes_at(x, right, fit.intercept, fit.slope);
    const double determinant = slopes.aa * slopes.bb - slopes.ab * slopes.ab;
    const double in_intercept = (slopes.bb * slopes.a - slopes.ab * slopes.b) / determinant;
    const double in_slope = (slopes.aa * slopes.b - slopes.ab * slopes.a) / determinant;
    fit.intercept_variance = slopes.bb / determinant;
    fit.slope_variance = slopes.aa / determinant;
    fit.covariance = -slopes.ab / determinant;
    // Newton's step overshoots where almost all is right: it is halved until it leads upwards.
    double length = 1;
    for (; length > 1e-9; length /= 2) {
      const double intercept = fit.intercept + length * in_intercept;
      const double slope = std::max(0.0, fit.slope + length * in_slope);
      const double now = log_posterior(x, right, intercept, slope);
      if (now <= reached) continue;
      fit.intercept = intercept;
      fit.slope = slope;
      reached = now;
      break;
    }
    if (length <= 1e-9) break;
  }
  return fit;
}

trace::TierCalibration fit_probabilities(std::span<const CaseRecord> records, Tier tier, bool moved,
                                         const trace::TierCalibration& before) {
  trace::TierCalibration fitted = before;
  // Recordings have a chance each; what is wrong among moved recordings is the same music played again, which no
  // stranger adds to. In the composition tier it is, in catalogs of this size, music that shares a passage, and
  // strangers are too few to be seen: they are counted in larger ones.
  fitted.size_exponent = tier == Tier::kRecording && !moved ? 1 : 0;
  fitted.stranger_odds = tier == Tier::kComposition ? kStrangerOdds : 0;
  fitted.stranger_rate = tier == Tier::kComposition ? kStrangerRate : 0;
  fitted.edge_s = tier == Tier::kRecording ? 0.5 : 1;
  fitted.part_deviation = tier == Tier::kRecording ? kPartDeviation : 0;
  fitted.null_from = null_from(tier);
  std::vector<double> chance;
  double sizes = 0;
  for (const CaseRecord& record : records) {
    sizes += static_cast<double>(record.recordings);
    for (const MatchRecord& match : record.relaxed)
      if (match.tier == tier && match.moved == moved && !match.right && match.excess > fitted.null_from)
        chance.push_back(match.excess - fitted.null_from);
  }
  const ParetoTail tail = fit_pareto(chance, usual_scale(tier));
  fitted.null_scale = tail.scale;
  fitted.null_shape = tail.shape;
  fitted.size_reference = std::max(1.0, sizes / static_cast<double>(std::max<std::size_t>(records.size(), 1)));
  std::vector<double> hazards;
  std::vector<bool> right;
  double right_above = 0;
  for (const CaseRecord& record : records)
    for (const MatchRecord& match : record.relaxed) {
      if (match.tier != tier || match.moved != moved || match.excess <= fitted.null_from) continue;
      hazards.push_back(trace::hazard(fitted, match.excess));
      right.push_back(match.right);
      if (match.right && match.excess >= 0) right_above += 1;
    }
  const LogisticFit logistic = fit_logistic(hazards, right);
  fitted.intercept = logistic.intercept;
  fitted.slope = logistic.slope;
  fitted.intercept_variance = logistic.intercept_variance;
  fitted.slope_variance = logistic.slope_variance;
  fitted.covariance = logistic.covariance;
  fitted.ceiling = 1 - 1 / (2 * right_above + 2);  // the mean of Jeffreys' posterior where nothing was wrong
  return fitted;
}

void fit_factors(std::span<const CaseRecord> records, Tier tier, trace::TierCalibration& calibration) {
  constexpr double kWithinOneSide = 0.95;
  std::vector<double> above;  // by how many deviations the share exceeds the truth
  std::vector<double> below;
  for (const CaseRecord& record : records)
    for (const ShareRecord& one : record.shares) {
      if (one.tier != tier || !one.named) continue;
      const double deviation = deviation_of(one);
      above.push_back((one.share - one.truth) / deviation);
      below.push_back((one.truth - one.share) / deviation);
    }
  if (above.empty()) return;
  calibration.low_factor = std::clamp(quantile(above, kWithinOneSide), 0.0, 1000.0);
  calibration.high_factor = std::clamp(quantile(below, kWithinOneSide), 0.0, 1000.0);
}

void widen_intervals(const trace::Calibration& calibration, CaseRecord& record) {
  for (ShareRecord& one : record.shares) {
    const trace::TierCalibration& tier = one.tier == Tier::kRecording ? calibration.recording : calibration.composition;
    const double deviation = deviation_of(one);
    one.low = std::clamp(one.share - tier.low_factor * deviation, 0.0, 1.0);
    one.high = std::clamp(one.share + tier.high_factor * deviation, 0.0, 1.0);
  }
}

}  // namespace tributary::lab
