#include "lab/audit/store_calibration.h"

#include <vector>

#include "lab/audit/store_scores.h"

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

// Of the truth's segments alone: [queries][segments].
std::vector<double> first_rows(const std::vector<float>& scores, std::size_t rows, std::size_t segments) {
  std::vector<double> kept;
  for (std::size_t start = 0; start < scores.size(); start += rows)
    for (std::size_t i = 0; i < segments; ++i) kept.push_back(static_cast<double>(scores[start + i]));
  return kept;
}

}  // namespace

Result<StoreCalibration> calibrate_store(const RetrainedTruth& truth, const LeaveOutEffects& effects,
                                         audit::Generator& model, const audit::GradientStore& store) {
  TRIBUTARY_TRY(check_segments(truth, store));
  if (truth.seeds.size() < 2)
    return Error{ErrorCode::kInvalidInput, "a calibration needs retrainings of two seeds or more"};
  TRIBUTARY_ASSIGN(const std::vector<float> given, store_scores(model, store, truth.queries));
  const std::vector<double> scores = first_rows(given, store.size(), truth.segments.size());
  std::vector<std::size_t> fitted;
  std::vector<std::size_t> rest;
  for (std::size_t q = 0; q < truth.queries.size(); ++q) (q % 2 == 0 ? fitted : rest).push_back(q);
  const Calibrated found = calibrate(truth, effects, scores, fitted, rest);
  if (!(found.slope > 0))
    return Error{ErrorCode::kInvalidInput, "the store's scores foresee nothing of what retraining showed"};
  const double items = static_cast<double>(truth.segments.size()) / static_cast<double>(effects.artists.size());
  return StoreCalibration{
      {model.info().checkpoint, store.name(), found.slope, found.half_width, 0.9, found.noise, items, found.own_gain},
      found.coverage};
}

}  // namespace tributary::lab
