// What the scores of a store are worth by retraining: the calibration that `tributary audit attribute` takes.
#pragma once

#include "audit/calibration.h"
#include "audit/generator.h"
#include "audit/gradient_store.h"
#include "audit/segment_set.h"
#include "lab/audit/protocols.h"
#include "lab/audit/retraining.h"
#include "tributary/result.h"

namespace tributary::lab {

struct StoreCalibration {
  audit::Calibration calibration;
  double covered = 0;  // part of other queries' effects that lie within its width
};

// From leaving each artist out. The first rows of the store are the segments of the truth; every second query fits the
// line, the others its width. kInvalidInput where the store holds other segments, scores foresee
// nothing, or there is one seed.
Result<StoreCalibration> calibrate_store(const RetrainedTruth& truth, const LeaveOutEffects& effects,
                                         audit::Generator& model, const audit::GradientStore& store);

}  // namespace tributary::lab
