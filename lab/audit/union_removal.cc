#include "lab/audit/union_removal.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/core.h>

#include "audit/gradient_store.h"
#include "lab/audit/methods.h"
#include "lab/audit/store_scores.h"
#include "lab/audit/subset_plan.h"

namespace tributary::lab {
namespace {

constexpr std::uint64_t kRandomSeed = 0xA11;
constexpr std::uint64_t kBootstrapSeed = 0xB007;
constexpr std::size_t kPartsLeftOut[] = {6, 3};  // one in so many

constexpr const char* kRandom = "random";
constexpr const char* kOtherRandom = "random, again";

// [queries][segments], of the catalog alone.
Result<std::vector<MethodScores>> methods_of(const ShareLab& lab) {
  TRIBUTARY_ASSIGN(const audit::GradientStore store, audit::GradientStore::open(lab.store));
  TRIBUTARY_ASSIGN(const std::vector<float> products, store_products(*lab.model, store, lab.queries));
  MethodScores own{"gradient store", {}, 0};
  for (std::size_t q = 0; q < lab.queries.size(); ++q)
    for (std::size_t i = 0; i < lab.catalog.size(); ++i)
      own.scores.push_back(static_cast<double>(products[q * store.size() + i]));
  std::vector<MethodScores> methods{std::move(own), similarity_method(lab.catalog, lab.queries)};
  for (const char* name : {kRandom, kOtherRandom}) {
    methods.push_back(random_method(lab.catalog.size(), lab.queries.size(), kRandomSeed + methods.size()));
    methods.back().name = name;
  }
  return methods;
}

std::string model_name(const std::string& method, std::size_t count) {
  return fmt::format("without {} of {}", count, method);
}

std::vector<SubsetModel> models_of(const ShareLab& lab, const std::vector<MethodScores>& methods) {
  std::vector<SubsetModel> models{{"full", std::vector<float>(lab.catalog.size(), 1.0F)}};
  for (const std::size_t part : kPartsLeftOut)
    for (const MethodScores& method : methods) {
      const std::size_t count = lab.catalog.size() / part;
      SubsetModel model{model_name(method.name, count), std::vector<float>(lab.catalog.size(), 1.0F)};
      for (const std::size_t i : strongest_together(method.scores, lab.catalog.size(), count)) model.membership[i] = 0;
      models.push_back(std::move(model));
    }
  return models;
}

Result<RetrainedTruth> retrained(const ShareLab& lab, const ShareLabSettings& settings,
                                 const std::vector<SubsetModel>& models) {
  RetrainingSettings retraining = catalog_retraining(settings, "union-removal");
  retraining.models = models;
  retraining.models_at_once = models.size();
  std::error_code error;
  std::filesystem::create_directories(retraining.out, error);
  if (error) return Error{ErrorCode::kIo, retraining.out.string() + ": cannot be made: " + error.message()};
  TRIBUTARY_TRY(audit::write_segment_set(retraining.out / "queries.tensors", lab.queries));
  TRIBUTARY_TRY(retrain(retraining));
  TRIBUTARY_ASSIGN(RetrainedTruth truth, read_truth(retraining.segments, retraining.out));
  std::vector<float> wanted;
  for (const SubsetModel& model : models) wanted.insert(wanted.end(), model.membership.begin(), model.membership.end());
  if (truth.membership == wanted) return truth;
  return Error{ErrorCode::kConflict, retraining.out.string() + ": other segments were left out there; remove it"};
}

// Of each query, the mean over the seeds.
std::vector<double> losses_without(const RetrainedTruth& truth, const std::string& model) {
  const auto place = std::find(truth.models.begin(), truth.models.end(), model) - truth.models.begin();
  const std::size_t queries = truth.queries.size();
  std::vector<double> losses(queries);
  for (const RetrainedSeed& seed : truth.seeds)
    for (std::size_t q = 0; q < queries; ++q)
      losses[q] += static_cast<double>(seed.query_losses[static_cast<std::size_t>(place) * queries + q]) /
                   static_cast<double>(truth.seeds.size());
  return losses;
}

Removal compared(const std::string& method, std::size_t segments, const std::vector<double>& without,
                 const std::vector<std::vector<double>>& controls) {
  std::vector<double> rises(without.size());
  std::vector<double> wins(without.size());
  const double count = static_cast<double>(controls.size());
  for (const std::vector<double>& control : controls)
    for (std::size_t q = 0; q < without.size(); ++q) {
      rises[q] += (without[q] - control[q]) / count;
      wins[q] += (without[q] > control[q] ? 1 : 0) / count;
    }
  return {method,      segments,
          mean(rises), interval_of_mean(rises, kBootstrapSeed),
          mean(wins),  interval_of_mean(wins, kBootstrapSeed)};
}

}  // namespace

std::vector<std::size_t> strongest_together(const std::vector<double>& scores, std::size_t segments,
                                            std::size_t count) {
  std::vector<std::vector<std::size_t>> orders;
  for (std::size_t start = 0; start < scores.size(); start += segments) {
    std::vector<std::size_t> order(segments);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return scores[start + a] > scores[start + b]; });
    orders.push_back(std::move(order));
  }
  std::set<std::size_t> chosen;
  for (std::size_t rank = 0; rank < segments; ++rank)
    for (const std::vector<std::size_t>& order : orders)
      if (chosen.size() < count) chosen.insert(order[rank]);
  return {chosen.begin(), chosen.end()};
}

Result<std::vector<Removal>> union_removal(const ShareLab& lab, const ShareLabSettings& settings) {
  TRIBUTARY_ASSIGN(const std::vector<MethodScores> methods, methods_of(lab));
  TRIBUTARY_ASSIGN(const RetrainedTruth truth, retrained(lab, settings, models_of(lab, methods)));
  std::vector<Removal> removals;
  for (const std::size_t part : kPartsLeftOut) {
    const std::size_t count = lab.catalog.size() / part;
    const std::vector<double> random = losses_without(truth, model_name(kRandom, count));
    const std::vector<double> other = losses_without(truth, model_name(kOtherRandom, count));
    for (const MethodScores& method : methods) {
      if (method.name == kRandom || method.name == kOtherRandom) continue;
      removals.push_back(
          compared(method.name, count, losses_without(truth, model_name(method.name, count)), {random, other}));
    }
    removals.push_back(compared(kOtherRandom, count, other, {random}));
  }
  return removals;
}

}  // namespace tributary::lab
