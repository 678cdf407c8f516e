#include "audit/unlearning.h"

#include <algorithm>
#include <numeric>

namespace tributary::audit {
namespace {

constexpr std::size_t kItemsAtOnce = 64;
constexpr std::size_t kLossDraws = 16;

Result<std::vector<double>> losses_under(Generator& generator, const ItemBatch& items, const std::vector<Draw>& draws) {
  const std::size_t size = generator.info().frames * generator.info().bands;
  std::vector<double> means(items.tags.size());
  for (std::size_t first = 0; first < items.tags.size(); first += kItemsAtOnce) {
    const std::size_t count = std::min(kItemsAtOnce, items.tags.size() - first);
    const ItemBatch part{items.levels.subspan(first * size, count * size), items.tags.subspan(first, count)};
    for (const Draw& draw : draws) {
      TRIBUTARY_ASSIGN(const std::vector<float> losses, generator.losses(part, draw));
      for (std::size_t i = 0; i < count; ++i)
        means[first + i] += static_cast<double>(losses[i]) / static_cast<double>(draws.size());
    }
  }
  return means;
}

}  // namespace

Result<std::vector<double>> mean_losses(Generator& generator, const ItemBatch& items,
                                        const GradientSettings& settings) {
  return losses_under(generator, items, make_draws(kLossDraws, settings.seed));
}

Result<std::vector<float>> unlearning_scores(Generator& generator, const GradientPlan& plan, const ItemBatch& suspect,
                                             const ItemBatch& items, const UnlearningSettings& settings) {
  if (!plan.diagonal || plan.settings.rank != 0 || plan.settings.unit_layers)
    return Error{ErrorCode::kInvalidInput, "one-step unlearning needs a diagonal plan of whole gradients as they are"};
  const Projection projection = make_projection(generator.info().layers, 0, plan.settings.seed);
  TRIBUTARY_ASSIGN(const std::vector<float> gradients, mean_gradients(generator, suspect, plan.settings, projection));
  const GradientSettings& s = plan.settings;
  const std::vector<Draw> draws = make_draws(s.draws, s.seed, s.earliest, s.latest);
  TRIBUTARY_ASSIGN(const std::vector<double> own, losses_under(generator, suspect, draws));
  const std::size_t suspects = suspect.tags.size();
  std::vector<double> direction(plan.dimensions);
  for (std::size_t i = 0; i < suspects; ++i)
    for (std::size_t k = 0; k < plan.dimensions; ++k)
      direction[k] += static_cast<double>(gradients[i * plan.dimensions + k]) / static_cast<double>(suspects);
  double rise = 0;  // of the suspect's loss along the direction, to first order
  for (std::size_t k = 0; k < plan.dimensions; ++k) {
    const double gradient = direction[k];
    direction[k] *= static_cast<double>(plan.transform[k]) * static_cast<double>(plan.transform[k]);
    rise += gradient * direction[k];
  }
  if (!(rise > 0)) return std::vector<float>(items.tags.size());
  const double loss = std::accumulate(own.begin(), own.end(), 0.0) / static_cast<double>(suspects);
  const double step = settings.step * loss / rise;
  std::vector<float> there;
  std::vector<float> back;
  for (const double value : direction) {
    there.push_back(static_cast<float>(step * value));
    back.push_back(-there.back());
  }
  // Both ways, so that what is of second order cancels.
  TRIBUTARY_TRY(generator.move_weights(there));
  const Result<std::vector<double>> after = losses_under(generator, items, draws);
  TRIBUTARY_TRY(generator.move_weights(back));
  TRIBUTARY_TRY(generator.move_weights(back));
  const Result<std::vector<double>> before = losses_under(generator, items, draws);
  TRIBUTARY_TRY(generator.move_weights(there));
  if (!after) return after.error();
  if (!before) return before.error();
  std::vector<float> scores;
  for (std::size_t i = 0; i < items.tags.size(); ++i)
    scores.push_back(static_cast<float>(((*after)[i] - (*before)[i]) / (2 * step)));
  return scores;
}

}  // namespace tributary::audit
