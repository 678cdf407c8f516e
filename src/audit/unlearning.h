// One-step unlearning: the published way to ask a model which items moved it, without a store.
//
// Choi et al. 2025 (arXiv 2506.18312) after Wang et al. 2024: the weights take one small step along F^-1 times the
// gradient of the suspect's loss, so that it rises, and every training item whose loss rises with it was learned from
// in the same way. F is the diagonal of the Fisher information.
#pragma once

#include <vector>

#include "audit/generator.h"
#include "audit/gradient_plan.h"
#include "tributary/result.h"

namespace tributary::audit {

struct UnlearningSettings {
  double step = 1e-3;  // the suspect's loss rises by about so much of itself
};

// How much the loss of each item rises, per unit of the step: a mean over the draws of `plan`, which must be diagonal,
// with the gradients seen whole and every draw as large as it is. The weights are put back.
Result<std::vector<float>> unlearning_scores(Generator& generator, const GradientPlan& plan, const ItemBatch& suspect,
                                             const ItemBatch& items, const UnlearningSettings& settings);

// The mean loss of each item over 16 draws at times spread over the whole schedule, from the seed of `settings`: what
// training lowered, whatever times the gradients are taken at.
Result<std::vector<double>> mean_losses(Generator& generator, const ItemBatch& items, const GradientSettings& settings);

}  // namespace tributary::audit
