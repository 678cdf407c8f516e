#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "audit/gradient_store.h"
#include "audit/model/curvature.h"
#include "audit/model/script_generator.h"
#include "base/parallel.h"
#include "cli/audit/verbs.h"
#include "ranks/ranks.h"

namespace tributary::cli {
namespace {

constexpr std::size_t kMostSampled = 4096;  // of the segments, for the curvature

struct Job {
  std::string model;
  std::string segments;
  std::string folder;
  audit::GradientSettings settings;
  std::size_t rows_per_file = 256;
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

struct Measured {
  std::unique_ptr<audit::Generator> generator;
  audit::SegmentSet set;
};

Result<Measured> open(const Job& job, std::size_t threads) {
  TRIBUTARY_ASSIGN(std::unique_ptr<audit::Generator> generator,
                   audit::open_script_generator(job.model, static_cast<int>(threads)));
  TRIBUTARY_ASSIGN(audit::SegmentSet set, audit::read_segment_set(job.segments));
  if (set.frames != generator->info().frames || set.bands != generator->info().bands)
    return Error{ErrorCode::kInvalidInput, job.segments + ": its segments have another size than the model's"};
  return Measured{std::move(generator), std::move(set)};
}

Result<void> start(const Job& job, const Measured& measured) {
  TRIBUTARY_ASSIGN(const audit::GradientPlan plan, plan_for(job, *measured.generator, measured.set));
  TRIBUTARY_TRY(audit::check_model(plan, measured.generator->info(), job.folder));
  return audit::create_store(job.folder, plan);
}

Result<void> measure(const Job& job, const Measured& measured, const ranks::Ranks& ranks, base::ProgressMeter* meter) {
  TRIBUTARY_ASSIGN(const audit::GradientPlan plan, audit::read_plan(job.folder));
  std::size_t done = 0;
  return audit::append_to_store(job.folder, plan, *measured.generator, measured.set, job.rows_per_file,
                                [&](audit::StoreProgress now) {
                                  for (; meter != nullptr && done < now.done; ++done) meter->finish_item(0);
                                },
                                {ranks.rank(), ranks.count()});
}

// The first rank starts the store and shows how far it is; then each measures its part.
Result<void> build(Invocation& invocation, const Job& job) {
  TRIBUTARY_ASSIGN(const ranks::Ranks ranks, ranks::Ranks::join());
  const bool is_first = ranks.rank() == 0;
  const std::size_t cores = std::max<std::size_t>(1, base::available_cores() / ranks.count());
  const Result<Measured> measured = open(job, invocation.threads == 0 ? cores : invocation.threads);
  TRIBUTARY_TRY(ranks.agree(measured ? Result<void>() : measured.error()));
  const auto progress = is_first ? invocation.progress() : nullptr;
  if (progress) progress->begin("measuring", static_cast<std::int64_t>(measured->set.size()), 0);
  TRIBUTARY_TRY(ranks.agree(is_first ? start(job, *measured) : Result<void>()));
  return ranks.agree(measure(job, *measured, ranks, progress.get()));
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
  verb->add_option("--rows-per-file", job->rows_per_file,
                   "What a crash can cost, and what one rank measures at a time under mpirun")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
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
