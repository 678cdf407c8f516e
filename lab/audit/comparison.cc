#include "lab/audit/comparison.h"

#include <algorithm>
#include <memory>
#include <system_error>

#include <unistd.h>

#include "audit/model/script_generator.h"
#include "lab/generator/ensemble.h"

namespace tributary::lab {
namespace {

using Methods = std::vector<MethodScores>;

struct Times {
  double earliest = 0;
  double latest = 1;
};
constexpr Times kTimes[] = {{0.1, 1}, {0.75, 1}, {0.1, 0.5}};
constexpr Times kUnlearningTimes[] = {{0.1, 1}, {0.75, 1}};
const std::vector<double> kDampings = {0.1, 0.3, 1, 3, 10};
const std::vector<double> kUnlearningDampings = {0.1, 1};
const std::vector<double> kWorths = {0.25, 0.5, 1, 2};

// A model of the lab under other scripts, in a folder that lives as long as this.
class OtherScripts {
 public:
  OtherScripts()
      : folder_(std::filesystem::temp_directory_path() / ("tributary_lab_audit_" + std::to_string(::getpid()))) {}
  OtherScripts(const OtherScripts&) = delete;
  OtherScripts& operator=(const OtherScripts&) = delete;
  ~OtherScripts() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  Result<std::unique_ptr<audit::Generator>> open(const Ensemble& ensemble, const std::string& name,
                                                 const std::vector<std::string>& tags, ScriptMeasure measure,
                                                 int threads) const {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error) return Error{ErrorCode::kIo, folder_.string() + ": cannot be made: " + error.message()};
    TRIBUTARY_TRY(ensemble.export_script(0, tags, folder_ / name, measure));
    return audit::open_script_generator(folder_ / name, threads);
  }

 private:
  std::filesystem::path folder_;
};

// Everything that methods are made from.
class Comparison {
 public:
  Comparison(const std::filesystem::path& model, const RetrainedTruth& truth, const LeaveOutEffects& effects,
             const std::vector<std::size_t>& choosing, const ComparisonSettings& settings)
      : model_(model), truth_(truth), effects_(effects), choosing_(choosing), settings_(settings) {}

  Result<Methods> run() {
    TRIBUTARY_ASSIGN(const std::unique_ptr<audit::Generator> generator,
                     audit::open_script_generator(model_, settings_.threads));
    TRIBUTARY_ASSIGN(const Ensemble ensemble, Ensemble::open_script(model_, {"cpu", settings_.threads}));
    TRIBUTARY_TRY(add_gradients(*generator));
    TRIBUTARY_TRY(add_output_gradients(ensemble, generator->info().tags));
    if (settings_.unlearning) TRIBUTARY_TRY(add_unlearning(*generator));
    if (settings_.with_mucs) TRIBUTARY_TRY(add_mucs(*generator, ensemble));
    add({similarity_method(truth_.segments, truth_.queries)});
    TRIBUTARY_ASSIGN(const MethodScores own_loss, own_loss_method(*generator, truth_.segments, truth_.queries.size()));
    add({own_loss});
    add({random_method(truth_.segments.size(), truth_.queries.size(), 1)});
    return std::move(methods_);
  }

 private:
  void add(const Methods& candidates) { methods_.push_back(chosen_method(truth_, effects_, candidates, choosing_)); }
  void add_sparse(const Methods& candidates) {
    Methods sparse;
    for (const MethodScores& method : candidates) sparse.push_back(sparse_method(method, truth_.segments.size()));
    add(sparse);
  }

  Result<void> add_gradients(audit::Generator& generator) {
    Methods store;
    Methods trak;
    for (const Times& times : kTimes) {
      TRIBUTARY_ASSIGN(const MeasuredGradients measured, measure(generator, times));
      TRIBUTARY_TRY(append(generator.info(), measured, true, "store's products", store));
      TRIBUTARY_TRY(append(generator.info(), measured, false, "TRAK", trak));
    }
    Methods own = store;
    for (MethodScores& method : own) method.name.replace(0, std::string("store's products").size(), "gradient store");
    add_sparse(own);
    add(store);
    add(trak);
    return {};
  }

  Result<void> add_output_gradients(const Ensemble& ensemble, const std::vector<std::string>& tags) {
    TRIBUTARY_ASSIGN(const std::unique_ptr<audit::Generator> outputs,
                     scripts_.open(ensemble, "outputs.pt", tags, ScriptMeasure::kOutput, settings_.threads));
    Methods dtrak;
    for (const Times& times : kTimes) {
      TRIBUTARY_ASSIGN(const MeasuredGradients measured, measure(*outputs, times));
      TRIBUTARY_TRY(append(outputs->info(), measured, false, "D-TRAK", dtrak));
    }
    add(dtrak);
    add_sparse(dtrak);
    return {};
  }

  Result<void> add_unlearning(audit::Generator& generator) {
    Methods unlearning;
    for (const Times& times : kUnlearningTimes)
      for (const double damping : kUnlearningDampings) {
        audit::GradientSettings settings = at(times);
        settings.draws = settings_.unlearning_draws;
        settings.damping = damping;
        TRIBUTARY_ASSIGN(MethodScores method, unlearning_method(generator, truth_.segments, truth_.queries, settings));
        unlearning.push_back(std::move(method));
      }
    methods_.push_back(unlearning.front());  // as it was published, with nothing chosen
    methods_.back().name += ", as published";
    add(unlearning);
    add_sparse(unlearning);
    return {};
  }

  Result<void> add_mucs(audit::Generator& generator, const Ensemble& ensemble) {
    TRIBUTARY_ASSIGN(const Ensemble fresh, Ensemble::create(ensemble.shape(), 1, 1, {"cpu", settings_.threads}));
    TRIBUTARY_ASSIGN(
        const std::unique_ptr<audit::Generator> untrained,
        scripts_.open(fresh, "untrained.pt", generator.info().tags, ScriptMeasure::kLoss, settings_.threads));
    TRIBUTARY_ASSIGN(const MethodScores method,
                     mucs_method(generator, *untrained, truth_.segments, truth_.queries, settings_.mucs));
    add({method});
    add_sparse({method});
    return {};
  }

  audit::GradientSettings at(const Times& times) const {
    audit::GradientSettings settings = settings_.gradients;
    settings.earliest = times.earliest;
    settings.latest = times.latest;
    return settings;
  }
  Result<MeasuredGradients> measure(audit::Generator& generator, const Times& times) const {
    return measure_gradients(generator, truth_.segments, truth_.queries, at(times));
  }
  static Result<void> append(const audit::GeneratorInfo& info, const MeasuredGradients& measured, bool as_store,
                             const std::string& name, Methods& methods) {
    TRIBUTARY_ASSIGN(Methods found, gradient_methods(info, measured, as_store, kDampings, name));
    for (MethodScores& method : found) methods.push_back(std::move(method));
    return {};
  }

  const std::filesystem::path& model_;
  const RetrainedTruth& truth_;
  const LeaveOutEffects& effects_;
  const std::vector<std::size_t>& choosing_;
  const ComparisonSettings& settings_;
  OtherScripts scripts_;
  Methods methods_;
};

}  // namespace

MethodScores chosen_method(const RetrainedTruth& truth, const LeaveOutEffects& effects, const Methods& candidates,
                           const std::vector<std::size_t>& choosing) {
  MethodScores best;
  double reached = -2;
  const auto consider = [&](const MethodScores& method) {
    const double lds = agreement(truth, effects, method.scores, choosing).lds;
    if (lds <= reached) return;
    reached = lds;
    best = method;
  };
  for (const MethodScores& method : candidates) {
    consider(method);
    for (const double worth : kWorths) consider(method_with_worth(method, truth.segments.size(), worth));
  }
  return best;
}

Result<Methods> compared_methods(const std::filesystem::path& model, const RetrainedTruth& truth,
                                 const LeaveOutEffects& effects, const std::vector<std::size_t>& choosing,
                                 const ComparisonSettings& settings) {
  return Comparison(model, truth, effects, choosing, settings).run();
}

}  // namespace tributary::lab
