// lab_audit evaluate: methods beside retraining, the noise floor first.
#include <algorithm>
#include <fstream>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "audit/calibration.h"
#include "audit/gradient_store.h"
#include "audit/model/script_generator.h"
#include "lab/audit/comparison.h"
#include "lab/audit/program/jobs.h"
#include "lab/audit/program/share_lab_job.h"
#include "lab/audit/protocols.h"
#include "lab/audit/store_calibration.h"

namespace tributary::lab {
namespace {

constexpr double kWantedRatio = 3;

struct EvaluateJob {
  std::filesystem::path segments;
  std::filesystem::path truth;
  std::filesystem::path json;
  std::filesystem::path calibration;
  std::filesystem::path store;  // that the calibration is of
  std::size_t model_seed = 0;   // whose full model is opened
  std::size_t every = 1;        // pairs of queries
  std::string commit;           // kept with the figures
  ComparisonSettings comparison;
};

nlohmann::ordered_json to_json(const MethodScores& method, const Agreement& found, const Agreement& most,
                               const Ratio& ours) {
  const auto interval = [](const Interval& i) { return nlohmann::ordered_json{i.low, i.high}; };
  return {{"method", method.name},
          {"lds", found.lds},
          {"lds_interval", interval(found.lds_interval)},
          {"lds_of_ceiling", most.lds > 0 ? found.lds / most.lds : 0},
          {"lds_of_store_over_this", ours.value},
          {"lds_of_store_over_this_interval", interval(ours.interval)},
          {"top1", found.top1},
          {"top1_interval", interval(found.top1_interval)},
          {"spearman", found.spearman},
          {"spearman_interval", interval(found.spearman_interval)},
          {"specific", found.specific},
          {"specific_interval", interval(found.specific_interval)},
          {"query_s", method.query_s}};
}

void print(const MethodScores& method, const Agreement& a, const Agreement& most, const Ratio& ours) {
  fmt::print(
      "{:80} {:6.3f} [{:5.2f}, {:5.2f}] {:5.2f} {:6.2f} [{:4.2f}, {:4.2f}] {:6.2f} [{:4.2f}, {:4.2f}] {:6.3f} "
      "[{:5.2f}, {:5.2f}] {:6.3f} [{:5.2f}, {:5.2f}] {:9.4f}\n",
      method.name, a.lds, a.lds_interval.low, a.lds_interval.high, most.lds > 0 ? a.lds / most.lds : 0, ours.value,
      ours.interval.low, ours.interval.high, a.top1, a.top1_interval.low, a.top1_interval.high, a.spearman,
      a.spearman_interval.low, a.spearman_interval.high, a.specific, a.specific_interval.low, a.specific_interval.high,
      method.query_s);
}

// What train_subsets was told.
nlohmann::ordered_json settings_of(const std::filesystem::path& truth) {
  nlohmann::ordered_json settings;
  std::ifstream file(truth / "settings.tsv");
  for (std::string line; std::getline(file, line);) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos) settings[line.substr(0, tab)] = line.substr(tab + 1);
  }
  return settings;
}

// Of the store as `tributary audit store` made it, whatever was chosen for the comparison.
Result<void> write_calibrated(const EvaluateJob& job, const RetrainedTruth& truth, const LeaveOutEffects& effects) {
  if (job.calibration.empty()) return {};
  TRIBUTARY_ASSIGN(
      const std::unique_ptr<audit::Generator> model,
      audit::open_script_generator(seed_folder(job.truth, job.model_seed) / "generator.pt", job.comparison.threads));
  TRIBUTARY_ASSIGN(const audit::GradientStore store, audit::GradientStore::open(job.store));
  auto made = calibrate_store(truth, effects, *model, store);
  if (!made) return in_context(std::move(made).error(), job.store.string());
  const StoreCalibration found = *std::move(made);
  fmt::print(
      "the store's sums foresee effects within {:.5f} for 90% of artists and queries, and did for {:.1f}% of others; "
      "slope {:.4g}, own gain {:.5f} with a deviation of {:.5f}\n\n",
      found.calibration.half_width, 100 * found.covered, found.calibration.slope, found.calibration.own_gain,
      found.calibration.noise);
  return audit::write_calibration(job.calibration, found.calibration);
}

Result<void> run(const EvaluateJob& job) {
  TRIBUTARY_ASSIGN(RetrainedTruth whole, read_truth(job.segments, job.truth));
  const RetrainedTruth truth = with_fewer_queries(std::move(whole), job.every);
  const LeaveOutEffects effects = leave_out_effects(truth);
  const NoiseFloor floor = noise_floor(truth, effects);
  fmt::print("{} models x {} seeds, {} segments of {} artists, {} queries\n", truth.models.size(), truth.seeds.size(),
             truth.segments.size(), effects.artists.size(), truth.queries.size());
  fmt::print(
      "leaving an artist out changes the loss of a query by {:.5f} (deviation); retraining noise of that {:.5f}; "
      "ratio {:.2f}{}\n",
      floor.effect_deviation, floor.noise_deviation, floor.ratio,
      floor.ratio >= kWantedRatio ? "" : ": BELOW 3, no method can be judged by this");
  fmt::print("it raises the loss of the artist's own segments by {:.5f}, and moves that of others by {:.5f}\n",
             floor.own_effect, floor.other_effect);
  std::vector<std::size_t> choosing;
  std::vector<std::size_t> reported;
  for (std::size_t q = 0; q < truth.queries.size(); ++q) (q % 2 == 0 ? choosing : reported).push_back(q);
  const Agreement most = ceiling(truth, effects, reported);
  fmt::print(
      "between seeds: the same artist comes first for {:.2f} of the queries; ceilings: LDS {:.3f}, Spearman {:.3f}, "
      "specific {:.3f}\n\n",
      most.top1, most.lds, most.spearman, most.specific);
  nlohmann::ordered_json json = {{"commit", job.commit},
                                 {"truth", settings_of(job.truth)},
                                 {"model_seed", job.model_seed},
                                 {"draws", job.comparison.gradients.draws},
                                 {"unlearning_draws", job.comparison.unlearning_draws},
                                 {"mucs_draws", job.comparison.mucs.draws},
                                 {"rank", job.comparison.gradients.rank},
                                 {"columns", job.comparison.gradients.columns},
                                 {"models", truth.models.size()},
                                 {"seeds", truth.seeds.size()},
                                 {"segments", truth.segments.size()},
                                 {"queries_reported", reported.size()},
                                 {"effect_deviation", floor.effect_deviation},
                                 {"noise_deviation", floor.noise_deviation},
                                 {"noise_ratio", floor.ratio},
                                 {"lds_ceiling", most.lds},
                                 {"spearman_ceiling", most.spearman},
                                 {"specific_ceiling", most.specific},
                                 {"top1_between_seeds", most.top1}};
  TRIBUTARY_TRY(write_calibrated(job, truth, effects));
  TRIBUTARY_ASSIGN(const std::vector<MethodScores> methods,
                   compared_methods(seed_folder(job.truth, job.model_seed) / "generator.pt", truth, effects, choosing,
                                    job.comparison));
  fmt::print("{:80} {:>21} {:>5} {:>19} {:>19} {:>21} {:>21} {:>9}\n", "", "LDS", "of it", "store over this",
             "leave-out top-1", "Spearman", "specific", "s/query");
  const std::vector<double> ours = agreement(truth, effects, methods.front().scores, reported).lds_by_query;
  for (const MethodScores& method : methods) {
    const Agreement found = agreement(truth, effects, method.scores, reported);
    const Ratio ratio = ratio_of_means(ours, found.lds_by_query);
    print(method, found, most, ratio);
    json["methods"].push_back(to_json(method, found, most, ratio));
  }
  fmt::print("\nconstants were chosen on {} queries, figures are of {} others; intervals are 95%, over queries\n",
             choosing.size(), reported.size());
  return write_figures(job.json, json);
}

}  // namespace

AuditJob declare_audit_evaluate(CLI::App& app) {
  auto job = std::make_shared<EvaluateJob>();
  CLI::App* verb = app.add_subcommand("evaluate", "How well methods foresee what retraining showed");
  verb->add_option("--segments", job->segments, "What the models learned from")->required();
  verb->add_option("--truth", job->truth, "The folder of train_subsets")->required();
  verb->add_option("--json", job->json, "Also write the figures here");
  CLI::Option* store =
      verb->add_option("--store", job->store, "The store of that model over these segments, for --calibration");
  verb->add_option("--calibration", job->calibration, "Write what tributary audit attribute takes of --store here")
      ->needs(store);
  verb->add_option("--model-seed", job->model_seed, "Whose full model is opened")->capture_default_str();
  verb->add_option("--commit", job->commit, "Kept with the figures: which program made them");
  audit::GradientSettings& gradients = job->comparison.gradients;
  verb->add_option("--draws", gradients.draws, "Of noise, for gradients")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  verb->add_option("--rank", gradients.rank, "Of each side of a projection")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  verb->add_option("--columns", gradients.columns, "Numbers kept of a segment")
      ->check(CLI::Range(1, 8192))
      ->capture_default_str();
  verb->add_option("--unlearning-draws", job->comparison.unlearning_draws, "Of one-step unlearning")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  verb->add_option("--mucs-draws", job->comparison.mucs.draws, "Of MUCS")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  verb->add_flag("!--no-unlearning", job->comparison.unlearning, "Leave out one-step unlearning");
  verb->add_flag("!--no-mucs", job->comparison.with_mucs, "Leave out MUCS, which takes most of the time");
  verb->add_option("--every", job->every, "Ask only about every so manieth pair of queries: for methods that are slow")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  verb->add_option("--threads", job->comparison.threads, "Threads of libtorch")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  return [job] { return run(*job); };
}

}  // namespace tributary::lab
