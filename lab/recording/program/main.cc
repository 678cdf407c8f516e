// lab_recording: makes a set of queries with known answers, traces them and prints how many were found.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "base/file.h"
#include "base/parallel.h"
#include "lab/recording/program/import_run.h"
#include "lab/recording/program/trace_run.h"
#include "lab/recording/query_maker.h"
#include "lab/recording/score_table.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

struct Options {
  QueryMakerOptions make;
  fs::path queries;  // an existing set; empty: make one
  fs::path targets = TRIBUTARY_LAB_TARGETS;
  fs::path jsonl;
  bool check = false;
};

void show_progress(const char* what, std::size_t done, std::size_t total) {
  if (done % 100 == 0 || done == total)
    fmt::print(stderr, "\r{} {}/{}{}", what, done, total, done == total ? "\n" : "");
}

Result<QuerySet> query_set(const Options& options) {
  if (!options.queries.empty()) return read_query_set(options.queries);
  return make_query_set(options.make,
                        [](std::size_t done, std::size_t total) { show_progress("making queries", done, total); });
}

Result<void> write_lines(const fs::path& path, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return base::replace_file(path, std::as_bytes(std::span(text)));
}

// The number of targets missed and queries failed.
Result<int> run(const Options& options) {
  TRIBUTARY_ASSIGN(const Targets targets, Targets::read(options.targets));
  TRIBUTARY_ASSIGN(const QuerySet set, query_set(options));
  const fs::path workspace = options.make.out / "workspace";
  TRIBUTARY_ASSIGN(const ImportCost cost, import_fresh(set.catalog_csv, workspace, options.make.jobs));
  fmt::print("{}", import_text(cost));
  std::fflush(stdout);
  TRIBUTARY_ASSIGN(const TraceRun traced,
                   trace_queries(workspace, set.queries, options.make.jobs,
                                 [](std::size_t done, std::size_t total) { show_progress("tracing", done, total); }));
  const ScoreTable table = score_table(traced.scores, targets, report::terminal_of(STDOUT_FILENO));
  fmt::print("Trace: {} queries, {:.3f} CPU s each\n\n{}", set.queries.size(),
             traced.cpu_s / static_cast<double>(set.queries.size()), table.text);
  TRIBUTARY_ASSIGN(const std::string negatives, negative_report(traced.attributed_negatives, options.make.jobs));
  fmt::print("{}", negatives);
  for (const std::string& failure : traced.failures) fmt::print("Failed: {}\n", failure);
  if (!options.jsonl.empty()) TRIBUTARY_TRY(write_lines(options.jsonl, traced.json_lines));
  return table.missed + static_cast<int>(traced.failures.size() + cost.refused.size());
}

void declare(CLI::App& app, Options& options) {
  auto* music = app.add_option("--music", options.make.music, "Folders of music to make the queries from");
  auto* queries = app.add_option("--queries", options.queries,
                                 "The queries.csv of an existing set, with its catalog.csv beside it");
  music->excludes(queries);
  app.add_option("--out", options.make.out, "Folder for queries and workspace")->capture_default_str();
  app.add_option("--excerpts", options.make.excerpts, "Excerpts per treatment and length")->capture_default_str();
  app.add_option("--negatives", options.make.negatives, "Excerpts of music outside the catalog")->capture_default_str();
  app.add_option("--held", options.make.held_fraction, "Part of the music kept outside the catalog")
      ->check(CLI::Range(0.0, 0.9))
      ->capture_default_str();
  app.add_option("--seed", options.make.seed, "Other seeds choose other excerpts")->capture_default_str();
  app.add_option("--jobs", options.make.jobs, "Threads")->check(CLI::Range(1, 1024))->capture_default_str();
  app.add_option("--lengths", options.make.lengths_s, "Lengths of the queries in seconds")
      ->check(CLI::Range(1, 600))
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--treatments", options.make.treatments, "Which treatments")
      ->check(CLI::IsMember(treatment_names()))
      ->delimiter(',');
  app.add_option("--targets", options.targets, "CSV file of the figures to reach")->capture_default_str();
  app.add_option("--jsonl", options.jsonl, "Also write every answer to this file, as tributary trace --json does");
  app.add_flag("--check", options.check, "Exit 1 if a target is missed or a file or query fails");
}

int main_of_lab(int argc, char** argv) {
  Options options;
  options.make.out = "lab-data/recording";
  options.make.jobs = base::available_cores();
  CLI::App app(
      "Makes queries with known answers out of any music, traces them, and prints the table\n"
      "treatment x length: top-1, recall of all sources, false positives, CPU seconds.");
  declare(app, options);
  CLI11_PARSE(app, argc, argv);
  if (options.make.music.empty() && options.queries.empty()) {
    fmt::print(stderr, "lab_recording: name --music DIR... or --queries FILE\n");
    return 2;
  }
  const auto shortfalls = run(options);
  if (!shortfalls) {
    fmt::print(stderr, "lab_recording: {}\n", shortfalls.error().message);
    return 1;
  }
  return options.check && *shortfalls > 0 ? 1 : 0;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) { return tributary::lab::main_of_lab(argc, argv); }
