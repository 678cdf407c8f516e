// A plan whose curvature is the full covariance of projected gradients.
#pragma once

#include "audit/gradient_plan.h"
#include "tributary/result.h"

namespace tributary::audit {

// The eigenvectors of the largest eigenvalues of the mean outer product of the sample's gradients, each divided by the
// root of its damped eigenvalue: at most settings.columns of them, and no more than the sample has items. The damping
// is relative to the mean eigenvalue of those that are kept.
Result<GradientPlan> plan_whitened(Generator& generator, const ItemBatch& sample, const GradientSettings& settings);

// The same from gradients [items][dimensions] that are there already.
Result<GradientPlan> plan_whitened(const GeneratorInfo& info, std::span<const float> gradients,
                                   const GradientSettings& settings);

}  // namespace tributary::audit
