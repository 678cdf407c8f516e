#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "audit/gradient_store.h"
#include "audit/model/curvature.h"
#include "audit/model/script_generator.h"
#include "base/parallel.h"
#include "cli/audit/verbs.h"

namespace tributary::cli {
namespace {

constexpr std::size_t kRowsPerFile = 1024;
constexpr std::size_t kMostSampled = 4096;  // of the segments, for the curvature

struct Job {
  std::string model;
  std::string segments;
  std::string folder;
  audit::GradientSettings settings;
};

// The plan that the store has, or a new one from the first segments.
Result<audit::GradientPlan> plan_for(const Job& job, audit::Generator& generator, const audit::SegmentSet& set) {
  if (std::filesystem::exists(std::filesystem::path(job.folder) / "plan.sealed")) return audit::read_plan(job.folder);
  const std::vector<std::int64_t> tags = audit::tag_numbers(generator.info(), set);
  const std::size_t sampled = std::min(set.size(), kMostSampled);
  return audit::plan_whitened(
      generator, {std::span(set.levels).first(sampled * set.frames * set.bands), std::span(tags).first(sampled)},
      job.settings);
}

Result<void> build(Invocation& invocation, const Job& job) {
  const int threads = static_cast<int>(invocation.threads == 0 ? base::available_cores() : invocation.threads);
  TRIBUTARY_ASSIGN(const std::unique_ptr<audit::Generator> generator, audit::open_script_generator(job.model, threads));
  TRIBUTARY_ASSIGN(const audit::SegmentSet set, audit::read_segment_set(job.segments));
  if (set.frames != generator->info().frames || set.bands != generator->info().bands)
    return Error{ErrorCode::kInvalidInput, job.segments + ": its segments have another size than the model's"};
  const auto progress = invocation.progress();
  if (progress) progress->begin("measuring", static_cast<std::int64_t>(set.size()), 0);
  TRIBUTARY_ASSIGN(const audit::GradientPlan plan, plan_for(job, *generator, set));
  std::size_t done = 0;
  return audit::append_to_store(job.folder, plan, *generator, set, kRowsPerFile, [&](audit::StoreProgress now) {
    for (; progress && done < now.done; ++done) progress->finish_item(0);
  });
}

}  // namespace

void add_audit_store(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("store", "Measure every training segment once; goes on where it was cut off");
  const auto job = std::make_shared<Job>();
  verb->add_option("--model", job->model, "The model as a generator script, whose code this runs")
      ->required()
      ->type_name("FILE");
  verb->add_option("--segments", job->segments, "What it learned from: NAME.tensors, with NAME.tsv beside it")
      ->required()
      ->type_name("FILE");
  verb->add_option("store", job->folder, "The folder of the store")->required()->type_name("DIR");
  verb->add_option("--draws", job->settings.draws, "Of noise; of a new store")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  verb->add_option("--rank", job->settings.rank, "Of each side of a layer's projection; of a new store")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  verb->add_option("--columns", job->settings.columns, "Bytes kept of a segment; of a new store")
      ->check(CLI::Range(1, 8192))
      ->capture_default_str();
  verb->add_option("--damping", job->settings.damping, "Of the curvature; of a new store")->capture_default_str();
  verb->callback([&invocation, job] {
    if (const auto built = build(invocation, *job); !built) invocation.fail(built.error());
  });
}

}  // namespace tributary::cli
