#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/calibration/calibration_report.h"
#include "lab/calibration/case_record.h"
#include "lab/calibration/fitting.h"
#include "lab/calibration/record_comparison.h"
#include "lab/calibration/reliability.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

using testing::HasSubstr;

TEST(FitPareto, FindsTheTailItWasDrawnFrom) {
  Random random(1);
  for (const double shape : {0.0, 0.2}) {
    std::vector<double> excesses;
    for (int i = 0; i < 3000; ++i) {
      const double survival = 1 - random.uniform(0, 1);
      excesses.push_back(shape > 0 ? 4 * (std::pow(survival, -shape) - 1) / shape : -4 * std::log(survival));
    }
    const ParetoTail tail = fit_pareto(excesses, 2);
    EXPECT_NEAR(tail.scale, 4, 0.5);
    EXPECT_NEAR(tail.shape, shape, 0.06);
  }
}

TEST(FitPareto, OfNothingIsWhatIsUsual) {
  const ParetoTail tail = fit_pareto({}, 5);
  EXPECT_NEAR(tail.scale, 5, 0.2);
  EXPECT_EQ(tail.shape, 0);
}

TEST(FitLogistic, FindsTheOddsItWasDrawnFrom) {
  Random random(2);
  std::vector<double> x;
  std::vector<bool> right;
  for (int i = 0; i < 20'000; ++i) {
    x.push_back(random.uniform(0, 6));
    right.push_back(random.chance(1 / (1 + std::exp(-(1.3 * x.back() - 3)))));
  }
  const LogisticFit fit = fit_logistic(x, right);
  EXPECT_NEAR(fit.intercept, -3, 0.15);
  EXPECT_NEAR(fit.slope, 1.3, 0.06);
  EXPECT_NEAR(std::sqrt(fit.slope_variance), 0.02, 0.01);
  EXPECT_LT(fit.covariance, 0);
}

// Where all is right nothing pins the odds down, and the fit stays finite and says so.
TEST(FitLogistic, StaysFiniteWhereNothingIsWrong) {
  const LogisticFit fit = fit_logistic(std::vector<double>(50, 3.0), std::vector<bool>(50, true));
  EXPECT_TRUE(std::isfinite(fit.intercept));
  EXPECT_GT(fit.intercept_variance, 1);
}

CaseRecord record_of(const std::string& name, double truth, double share, double reach) {
  CaseRecord record;
  record.mix_case.name = name;
  record.mix_case.kind = "montage";
  if (truth > 0) record.mix_case.truth = {{Tier::kRecording, "A", truth, {{0, 10}}}};
  record.shares = {{Tier::kRecording, "owner A", truth, share, share - reach, share + reach, true}};
  record.attributed = true;
  return record;
}

// Whatever the errors are like, nine tenths of new intervals hold the truth.
TEST(FitFactors, CoverNineTenthsOfWhatComesAfter) {
  Random random(3);
  const auto draw = [&](int count) {
    std::vector<CaseRecord> records;
    for (int i = 0; i < count; ++i) {
      const double reach = random.uniform(0.005, 0.05);
      const double error = reach * (random.normal() + (random.chance(0.1) ? 3 : 0));
      records.push_back(record_of(std::to_string(i), 0.5, 0.5 + error, reach));
    }
    return records;
  };
  trace::TierCalibration tier;
  fit_factors(draw(1500), Tier::kRecording, tier);
  double covered = 0;
  const auto fresh = draw(4000);
  for (const CaseRecord& record : fresh) {
    const ShareRecord& one = record.shares.front();
    const double deviation = one.high - one.share;
    covered +=
        one.share - tier.low_factor * deviation <= one.truth && one.truth <= one.share + tier.high_factor * deviation;
  }
  EXPECT_NEAR(covered / 4000, 0.9, 0.02);
}

TEST(CalibrationError, IsNoneForHonestForecasts) {
  Random random(4);
  std::vector<Forecasts> honest(400);
  std::vector<Forecasts> boastful(400);
  for (std::size_t i = 0; i < honest.size(); ++i)
    for (int match = 0; match < 5; ++match) {
      const double p = random.uniform(0.3, 1);
      honest[i].probabilities.push_back(p);
      honest[i].right.push_back(random.chance(p));
      boastful[i].probabilities.push_back(0.99);
      boastful[i].right.push_back(random.chance(0.8));
    }
  EXPECT_LT(expected_calibration_error(honest), 0.03);
  const Estimate error = calibration_error(boastful);
  EXPECT_NEAR(error.value, 0.19, 0.03);
  EXPECT_LT(error.low, error.value);
  EXPECT_GT(error.high, error.value);
}

TEST(CaseRecord, ComesBackFromItsLine) {
  CaseRecord record = record_of("00001", 0.25, 0.3, 0.01);
  record.recordings = 120;
  record.matches = {{Tier::kComposition, 1.25, 0.875, true, false}};
  record.relaxed = {{Tier::kRecording, -3.5, 0, false, true}};
  const auto again = record_from_json(to_json_line(record), "x");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, record);
}

TEST(RecordComparison, FindsChangedVerdictsAndSharesBeyondTheirInterval) {
  const std::vector<CaseRecord> before{record_of("a", 0.5, 0.5, 0.02), record_of("b", 0.5, 0.5, 0.02)};
  std::vector<CaseRecord> after{record_of("a", 0.5, 0.51, 0.02), record_of("b", 0.5, 0.44, 0.02)};
  after[1].attributed = false;
  const RecordComparison comparison = compare_records(before, after);
  EXPECT_EQ(comparison.cases, 2U);
  EXPECT_THAT(comparison.verdict_changes, testing::ElementsAre("b"));
  EXPECT_THAT(comparison.beyond_interval, testing::SizeIs(1));
  EXPECT_NEAR(comparison.largest_change, 0.06, 1e-9);
}

TEST(CalibrationReport, SaysWhatIsMetWhatFallsShortAndWhatIsUnmeasured) {
  std::vector<CaseRecord> records;
  for (int i = 0; i < 20; ++i) records.push_back(record_of(std::to_string(i), 0.5, i < 18 ? 0.5 : 0.2, 0.02));
  CaseRecord nothing = record_of("nothing", 0, 0, 0);
  nothing.shares.clear();
  nothing.attributed = false;
  records.push_back(nothing);
  const std::string text = calibration_report(records);
  EXPECT_THAT(text,
              testing::ContainsRegex("recording: 90% intervals cover, works that are named +85-95% +90.0 .* met"));
  EXPECT_THAT(text, testing::ContainsRegex("recording: mean width of those intervals, points +- +4.0 "));
  EXPECT_THAT(text, testing::ContainsRegex("recording: mean absolute error .* 3.00 .* (met|SHORT)"));
  EXPECT_THAT(text, testing::ContainsRegex("composition: mean absolute error .* unmeasured"));
  EXPECT_THAT(text, HasSubstr("unmeasured: no case says"));
}

}  // namespace
}  // namespace tributary::lab
