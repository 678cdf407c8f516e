// lab_render audio: a catalog and queries as audio files, with the truth.
#include <filesystem>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/parallel.h"
#include "lab/render/audio_set.h"
#include "lab/render/program/jobs.h"

namespace tributary::lab {
namespace {

struct Options {
  std::filesystem::path corpus;
  PlanOptions plan;
  AudioSetOptions render;
};

Result<void> make_audio(Options options) {
  options.render.query_s = options.plan.query_s;
  TRIBUTARY_ASSIGN(const std::vector<Piece> corpus, read_note_corpus(options.corpus));
  const QueryPlan plan = plan_queries(corpus, options.plan);
  if (plan.catalog.empty()) return Error{ErrorCode::kInvalidInput, options.corpus.string() + ": has no such piece"};
  TRIBUTARY_TRY(render_audio_set(plan, options.render, [](std::size_t done, std::size_t total) {
    if (done % 10 == 0 || done == total) show_progress("playing pieces", done, total);
  }));
  double catalog_s = 0;
  for (const PlannedRecording& recording : plan.catalog) catalog_s += recording.version.duration_s;
  fmt::print("{}: {} recordings, {:.1f} h\n", options.render.out.string(), plan.catalog.size(), catalog_s / 3600);
  std::map<Condition, std::size_t> counts;
  for (const PlannedQuery& query : plan.queries) ++counts[query.condition];
  for (const auto& [condition, count] : counts) fmt::print("  {:<16}{:>6} queries\n", condition_name(condition), count);
  return {};
}

}  // namespace

Job declare_audio(CLI::App& app) {
  auto options = std::make_shared<Options>();
  options->render.threads = base::available_cores();
  const std::map<std::string, Split> splits{
      {"train", Split::kTrain}, {"validation", Split::kValidation}, {"test", Split::kTest}};
  CLI::App* job = app.add_subcommand("audio", "Play a catalog and queries with known answers");
  job->add_option("--corpus", options->corpus, "The note corpus")->required();
  job->add_option("--out", options->render.out, "Folder for the audio files and their tables")->required();
  job->add_option("--catalog-soundfont", options->render.catalog_soundfont, "Plays the catalog")->required();
  job->add_option("--query-soundfont", options->render.query_soundfonts, "Play the queries, each one of them")
      ->required();
  job->add_option("--split", options->plan.catalog_split, "The works of the catalog: train, validation or test")
      ->transform(CLI::CheckedTransformer(splits));
  job->add_option("--outside", options->plan.outside_split, "Where negatives and mixtures come from")
      ->transform(CLI::CheckedTransformer(splits));
  job->add_option("--works", options->plan.most_works, "At most so many works (0: all)")->capture_default_str();
  job->add_option("--queries", options->plan.queries_per_condition, "Queries for each condition")
      ->capture_default_str();
  job->add_option("--per-tradition", options->plan.queries_per_tradition, "Queries for each tradition beside those")
      ->capture_default_str();
  job->add_option("--negatives", options->plan.negatives, "Queries that no work answers")->capture_default_str();
  job->add_option("--length", options->plan.query_s, "Seconds of a query")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  job->add_option("--rate", options->render.rate_hz, "Samples a second")
      ->check(CLI::IsMember({16000, 44100}))
      ->capture_default_str();
  job->add_option("--seed", options->plan.seed, "Other seeds choose other works and queries")->capture_default_str();
  job->add_option("--threads", options->render.threads, "Threads")->check(CLI::Range(1, 1024))->capture_default_str();
  return [options] { return make_audio(*options); };
}

}  // namespace tributary::lab
