#include "lab/audit/store_calibration.h"

#include <span>
#include <vector>

#include "audit/holdings.h"
#include "audit/sparse_scores.h"

namespace tributary::lab {
namespace {

Result<void> check_segments(const RetrainedTruth& truth, const audit::GradientStore& store) {
  bool is_same = store.size() >= truth.segments.size();
  for (std::size_t i = 0; is_same && i < truth.segments.size(); ++i) {
    const audit::Segment there = store.segment(i);
    const audit::Segment& wanted = truth.segments.segments[i];
    is_same = there.recording == wanted.recording && there.start_s == wanted.start_s;
  }
  if (is_same) return {};
  return Error{ErrorCode::kInvalidInput, "the store does not begin with the segments that the models learned from"};
}

// Scores of the truth's segments for each query, one after another: [queries][segments].
Result<std::vector<double>> scores_of(const RetrainedTruth& truth, audit::Generator& model,
                                      const audit::GradientStore& store) {
  const std::vector<std::int64_t> tags = audit::tag_numbers(model.info(), truth.queries);
  TRIBUTARY_ASSIGN(const std::vector<float> asked,
                   audit::query_rows(store.plan(), model, {truth.queries.levels, tags}));
  const audit::Holdings holdings = audit::holdings_of(store, 1);
  std::vector<double> all;
  const std::size_t columns = store.plan().columns;
  for (std::size_t q = 0; q < truth.queries.size(); ++q) {
    const auto query = std::span(asked).subspan(q * columns, columns);
    const std::vector<float> scores = audit::sparse_scores(store.products(query, 1), holdings.weight_of);
    all.insert(all.end(), scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(truth.segments.size()));
  }
  return all;
}

}  // namespace

Result<StoreCalibration> calibrate_store(const RetrainedTruth& truth, const LeaveOutEffects& effects,
                                         audit::Generator& model, const audit::GradientStore& store) {
  TRIBUTARY_TRY(check_segments(truth, store));
  TRIBUTARY_ASSIGN(const std::vector<double> scores, scores_of(truth, model, store));
  std::vector<std::size_t> fitted;
  std::vector<std::size_t> rest;
  for (std::size_t q = 0; q < truth.queries.size(); ++q) (q % 2 == 0 ? fitted : rest).push_back(q);
  const Calibrated found = calibrate(truth, effects, scores, fitted, rest);
  if (!(found.slope > 0))
    return Error{ErrorCode::kInvalidInput, "the store's scores foresee nothing of what retraining showed"};
  const double items = static_cast<double>(truth.segments.size()) / static_cast<double>(effects.artists.size());
  return StoreCalibration{
      {model.info().checkpoint, store.name(), found.slope, found.half_width, 0.9, found.noise, items}, found.coverage};
}

}  // namespace tributary::lab
