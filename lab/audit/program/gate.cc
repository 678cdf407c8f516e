// lab_audit gate: the store beside one-step unlearning on a real model.
#include <algorithm>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "audit/model/script_generator.h"
#include "lab/audit/gate.h"
#include "lab/audit/program/jobs.h"
#include "lab/audit/statistics.h"

namespace tributary::lab {
namespace {

constexpr double kWanted = 0.95;

struct GateJob {
  std::filesystem::path model;
  std::filesystem::path segments;
  std::filesystem::path suspects;
  std::filesystem::path folder;
  GateSettings settings;
  int threads = 1;
};

Result<void> run(const GateJob& job) {
  TRIBUTARY_ASSIGN(const std::unique_ptr<audit::Generator> generator,
                   audit::open_script_generator(job.model, job.threads));
  TRIBUTARY_ASSIGN(const audit::SegmentSet segments, audit::read_segment_set(job.segments));
  TRIBUTARY_ASSIGN(const audit::SegmentSet suspects,
                   audit::read_segment_set(job.suspects.empty() ? job.segments : job.suspects));
  TRIBUTARY_ASSIGN(const GateResult result, measure_gate(*generator, segments, suspects, job.folder, job.settings));
  const double middle = median(result.agreements);
  fmt::print("{} queries, {} segments: Spearman with one-step unlearning {:.4f} (median), {:.4f} (least)\n",
             result.agreements.size(), segments.size(), middle,
             *std::min_element(result.agreements.begin(), result.agreements.end()));
  fmt::print("processor time of a query: store {:.3f} s, unlearning {:.3f} s\n", result.store_query_s,
             result.unlearning_query_s);
  if (middle >= kWanted) return {};
  return Error{ErrorCode::kInternal, fmt::format("the median is below {}", kWanted)};
}

}  // namespace

AuditJob declare_audit_gate(CLI::App& app) {
  auto job = std::make_shared<GateJob>();
  job->settings.gradients.draws = 4;
  CLI::App* verb =
      app.add_subcommand("gate", "Does the store rank as one-step unlearning does, with a diagonal Fisher?");
  verb->add_option("--model", job->model, "A generator script")->required();
  verb->add_option("--segments", job->segments, "What it learned from")->required();
  verb->add_option("--suspects", job->suspects, "A set of segments to ask about; default: the same");
  verb->add_option("--store", job->folder, "The folder to build the store in: 1 byte for each weight and segment")
      ->required();
  verb->add_option("--queries", job->settings.queries, "How many suspects")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  verb->add_option("--draws", job->settings.gradients.draws, "Of noise")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  verb->add_option("--damping", job->settings.gradients.damping, "Of the Fisher, relative to its mean")
      ->capture_default_str();
  verb->add_option("--step", job->settings.step, "Relative rise of the suspect's loss")->capture_default_str();
  verb->add_option("--threads", job->threads, "Threads of libtorch")->check(CLI::Range(1, 1024))->capture_default_str();
  return [job] { return run(*job); };
}

}  // namespace tributary::lab
