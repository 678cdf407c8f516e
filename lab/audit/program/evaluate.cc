// lab_audit evaluate: methods beside retraining, the noise floor first.
#include <algorithm>
#include <fstream>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "audit/calibration.h"
#include "audit/model/script_generator.h"
#include "base/hash.h"
#include "lab/audit/methods.h"
#include "lab/audit/program/jobs.h"
#include "lab/audit/protocols.h"

namespace tributary::lab {
namespace {

constexpr double kWantedRatio = 3;
const std::vector<double> kDampings = {0.01, 0.1, 1, 10};

struct EvaluateJob {
  std::filesystem::path segments;
  std::filesystem::path truth;
  std::filesystem::path json;
  std::filesystem::path calibration;
  std::size_t model_seed = 0;  // whose full model is opened
  audit::GradientSettings gradients;
  std::size_t unlearning_draws = 8;
  bool unlearning = true;
  int threads = 1;
};

nlohmann::ordered_json to_json(const MethodScores& method, const Agreement& found, const Agreement& most) {
  const auto interval = [](const Interval& i) { return nlohmann::ordered_json{i.low, i.high}; };
  return {{"method", method.name},
          {"lds", found.lds},
          {"lds_interval", interval(found.lds_interval)},
          {"lds_of_ceiling", most.lds > 0 ? found.lds / most.lds : 0},
          {"top1", found.top1},
          {"top1_interval", interval(found.top1_interval)},
          {"spearman", found.spearman},
          {"spearman_interval", interval(found.spearman_interval)},
          {"query_s", method.query_s}};
}

void print(const MethodScores& method, const Agreement& a) {
  fmt::print("{:36} {:6.3f} [{:5.2f}, {:5.2f}] {:6.2f} [{:4.2f}, {:4.2f}] {:6.3f} [{:5.2f}, {:5.2f}] {:9.4f}\n",
             method.name, a.lds, a.lds_interval.low, a.lds_interval.high, a.top1, a.top1_interval.low,
             a.top1_interval.high, a.spearman, a.spearman_interval.low, a.spearman_interval.high, method.query_s);
}

// Of methods that differ in one constant, the best on the queries that are for choosing.
MethodScores chosen_one(const RetrainedTruth& truth, const LeaveOutEffects& effects, std::vector<MethodScores> methods,
                        const std::vector<std::size_t>& queries) {
  std::vector<double> reached;
  for (const MethodScores& method : methods) {
    const Agreement a = agreement(truth, effects, method.scores, queries);
    reached.push_back(a.lds + a.spearman);
  }
  return std::move(
      methods[static_cast<std::size_t>(std::max_element(reached.begin(), reached.end()) - reached.begin())]);
}

Result<std::vector<MethodScores>> all_methods(const EvaluateJob& job, const RetrainedTruth& truth,
                                              const LeaveOutEffects& effects,
                                              const std::vector<std::size_t>& choosing) {
  const std::filesystem::path model = seed_folder(job.truth, job.model_seed) / "generator.pt";
  TRIBUTARY_ASSIGN(const std::unique_ptr<audit::Generator> generator, audit::open_script_generator(model, job.threads));
  std::vector<MethodScores> methods;
  audit::GradientSettings settings = job.gradients;
  TRIBUTARY_ASSIGN(std::vector<MethodScores> ours,
                   gradient_methods(*generator, truth.segments, truth.queries, settings, kDampings));
  methods.push_back(chosen_one(truth, effects, std::move(ours), choosing));
  settings.unit_draws = false;
  TRIBUTARY_ASSIGN(std::vector<MethodScores> trak,
                   gradient_methods(*generator, truth.segments, truth.queries, settings, kDampings));
  methods.push_back(chosen_one(truth, effects, std::move(trak), choosing));
  if (job.unlearning) {
    settings.draws = job.unlearning_draws;
    TRIBUTARY_ASSIGN(MethodScores unlearned, unlearning_method(*generator, truth.segments, truth.queries, settings));
    methods.push_back(std::move(unlearned));
  }
  methods.push_back(similarity_method(truth.segments, truth.queries));
  methods.push_back(random_method(truth.segments.size(), truth.queries.size(), 1));
  return methods;
}

Result<void> write_json(const std::filesystem::path& path, const nlohmann::ordered_json& json) {
  if (path.empty()) return {};
  std::ofstream file(path);
  file << json.dump(1) << '\n';
  file.close();
  if (!file) return Error{ErrorCode::kIo, path.string() + ": cannot be written"};
  return {};
}

// Of the first method, the store of `tributary audit`.
Result<void> write_calibrated(const EvaluateJob& job, const Calibrated& found, double items) {
  fmt::print(
      "\nthe store's sums foresee effects within {:.5f} for 90% of artists and queries, and did for {:.1f}% of others; "
      "slope {:.4g}, noise of a loss {:.5f}\n",
      found.half_width, 100 * found.coverage, found.slope, found.noise);
  if (job.calibration.empty()) return {};
  TRIBUTARY_ASSIGN(const std::string checkpoint,
                   base::sha256_of_file(seed_folder(job.truth, job.model_seed) / "generator.pt"));
  return audit::write_calibration(job.calibration,
                                  {checkpoint, found.slope, found.half_width, 0.9, found.noise, items});
}

Result<void> run(const EvaluateJob& job) {
  TRIBUTARY_ASSIGN(const RetrainedTruth truth, read_truth(job.segments, job.truth));
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
      "between seeds: the same artist comes first for {:.2f} of the queries; ceilings: LDS {:.3f}, Spearman {:.3f}\n\n",
      most.top1, most.lds, most.spearman);
  nlohmann::ordered_json json = {{"models", truth.models.size()},
                                 {"seeds", truth.seeds.size()},
                                 {"segments", truth.segments.size()},
                                 {"queries_reported", reported.size()},
                                 {"effect_deviation", floor.effect_deviation},
                                 {"noise_deviation", floor.noise_deviation},
                                 {"noise_ratio", floor.ratio},
                                 {"lds_ceiling", most.lds},
                                 {"spearman_ceiling", most.spearman},
                                 {"top1_between_seeds", most.top1}};
  TRIBUTARY_ASSIGN(const std::vector<MethodScores> methods, all_methods(job, truth, effects, choosing));
  fmt::print("{:36} {:>21} {:>19} {:>21} {:>9}\n", "", "LDS", "leave-out top-1", "Spearman", "s/query");
  for (const MethodScores& method : methods) {
    const Agreement found = agreement(truth, effects, method.scores, reported);
    print(method, found);
    json["methods"].push_back(to_json(method, found, most));
  }
  TRIBUTARY_TRY(
      write_calibrated(job, calibrate(truth, effects, methods.front().scores, choosing, reported),
                       static_cast<double>(truth.segments.size()) / static_cast<double>(effects.artists.size())));
  fmt::print("\nconstants were chosen on {} queries, figures are of {} others; intervals are 95%, over queries\n",
             choosing.size(), reported.size());
  return write_json(job.json, json);
}

}  // namespace

AuditJob declare_audit_evaluate(CLI::App& app) {
  auto job = std::make_shared<EvaluateJob>();
  CLI::App* verb = app.add_subcommand("evaluate", "How well methods foresee what retraining showed");
  verb->add_option("--segments", job->segments, "What the models learned from")->required();
  verb->add_option("--truth", job->truth, "The folder of train_subsets")->required();
  verb->add_option("--json", job->json, "Also write the figures here");
  verb->add_option("--calibration", job->calibration, "Write what tributary audit attribute takes here");
  verb->add_option("--model-seed", job->model_seed, "Whose full model is opened")->capture_default_str();
  verb->add_option("--draws", job->gradients.draws, "Of noise")->check(CLI::Range(1, 4096))->capture_default_str();
  verb->add_option("--rank", job->gradients.rank, "Of each side of a projection")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  verb->add_option("--columns", job->gradients.columns, "Numbers kept of a segment")
      ->check(CLI::Range(1, 8192))
      ->capture_default_str();
  verb->add_option("--earliest", job->gradients.earliest, "Time of the draws, from 0 (clean)")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  verb->add_option("--unlearning-draws", job->unlearning_draws, "Of one-step unlearning")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  verb->add_flag("!--no-unlearning", job->unlearning, "Leave out one-step unlearning, which takes most of the time");
  verb->add_option("--threads", job->threads, "Threads of libtorch")->check(CLI::Range(1, 1024))->capture_default_str();
  return [job] { return run(*job); };
}

}  // namespace tributary::lab
