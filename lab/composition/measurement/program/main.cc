// lab_composition: how often compositions are found in a set of lab_render, by the network and by what came before it.
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/parallel.h"
#include "lab/composition/measurement/composition_set.h"
#include "lab/composition/measurement/listening.h"
#include "lab/composition/measurement/methods.h"
#include "lab/composition/measurement/tally.h"
#include "lab/composition/measurement/tally_table.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

struct Options {
  fs::path set;
  fs::path weights;
  fs::path jsonl;
  std::size_t jobs = 1;
  MethodOptions methods;
};

// The answers of one method to all queries.
struct MethodAnswers {
  std::string method;
  std::optional<double> threshold;
  std::vector<Answer> answers;
};

void show_progress(const char* what, std::size_t done, std::size_t total) {
  if (done % 20 == 0 || done == total) fmt::print(stderr, "\r{} {}/{}{}", what, done, total, done == total ? "\n" : "");
}

Result<std::vector<RecordingFeatures>> hear_set(const CompositionSet& set, const Options& options) {
  std::vector<fs::path> audio;
  for (const SetRecording& recording : set.catalog) audio.push_back(recording.audio);
  for (const SetQuery& query : set.queries) audio.push_back(query.audio);
  return listen(audio, {options.weights, options.set, options.jobs,
                        [](std::size_t done, std::size_t total) { show_progress("listening", done, total); }});
}

std::vector<MethodAnswers> ask(const CompositionSet& set, std::span<const RecordingFeatures> heard,
                               const Options& options) {
  const auto catalog = heard.first(set.catalog.size());
  const auto queries = heard.subspan(set.catalog.size());
  const Methods methods(catalog, options.methods);
  std::vector<std::vector<MethodMatches>> matches(queries.size());
  std::atomic<std::size_t> done{0};
  base::parallel_for(queries.size(), options.jobs, [&](std::size_t i) {
    matches[i] = methods.match(queries[i]);
    show_progress("matching", ++done, queries.size());
  });
  std::vector<MethodAnswers> all;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    all.resize(matches[i].size());
    for (std::size_t method = 0; method < all.size(); ++method) {
      all[method].method = matches[i][method].method;
      all[method].threshold = matches[i][method].threshold;
      all[method].answers.push_back(judge(matches[i][method].matches, set.queries[i], set));
    }
  }
  return all;
}

std::string json_line(const SetQuery& query, const CompositionSet& set, const MethodAnswers& answers, std::size_t i) {
  const Answer& answer = answers.answers[i];
  nlohmann::ordered_json line = {{"query", query.audio.filename().string()},
                                 {"condition", query.condition},
                                 {"tradition", query.tradition},
                                 {"work_id", query.work_id},
                                 {"method", answers.method},
                                 {"found", set.catalog[answer.recording].work_id},
                                 {"score", answer.score},
                                 {"rank", answer.rank}};
  if (answer.localisation_error_s) line["localisation_error_s"] = *answer.localisation_error_s;
  return line.dump() + "\n";
}

Result<void> write_answers(const fs::path& path, const CompositionSet& set, const std::vector<MethodAnswers>& all) {
  std::string text;
  for (std::size_t i = 0; i < set.queries.size(); ++i)
    for (const MethodAnswers& answers : all) text += json_line(set.queries[i], set, answers, i);
  return base::replace_file(path, std::as_bytes(std::span(text)));
}

Result<void> run(const Options& options) {
  TRIBUTARY_ASSIGN(const CompositionSet set, read_composition_set(options.set));
  if (set.catalog.empty() || set.queries.empty())
    return Error{ErrorCode::kInvalidInput, options.set.string() + ": has no recordings or no queries"};
  TRIBUTARY_ASSIGN(const std::vector<RecordingFeatures> heard, hear_set(set, options));
  const std::vector<MethodAnswers> all = ask(set, heard, options);
  fmt::print("{} recordings, {} queries\n\n", set.catalog.size(), set.queries.size());
  for (const MethodAnswers& answers : all)
    fmt::print("{}", tally_table(answers.method, tally(answers.answers, set, answers.threshold)));
  if (options.jsonl.empty()) return {};
  return write_answers(options.jsonl, set, all);
}

int main_of_lab(int argc, char** argv) {
  Options options;
  options.jobs = base::available_cores();
  CLI::App app(
      "Looks for the compositions of a set made by lab_render audio, with a network and with baselines, and prints\n"
      "how often they were found, with which seconds, and what one threshold makes of the negatives.");
  app.add_option("--set", options.set, "The folder with catalog.csv and queries.csv")->required();
  app.add_option("--weights", options.weights, "The weights of a composition network")->required();
  app.add_option("--jobs", options.jobs, "Threads")->check(CLI::Range(1, 1024))->capture_default_str();
  app.add_option("--jsonl", options.jsonl, "Also write every answer of every method to this file");
  app.add_flag("!--no-baselines", options.methods.baselines, "Leave out 2DFTM and chroma: quicker");
  app.add_option("--candidates", options.methods.candidates, "Recordings that are aligned with a query")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_option("--cohort", options.methods.cohort, "Recordings that normalise scores")
      ->check(CLI::Range(2, 1000000))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  if (const auto done = run(options); !done) {
    fmt::print(stderr, "lab_composition: {}\n", done.error().message);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) { return tributary::lab::main_of_lab(argc, argv); }
