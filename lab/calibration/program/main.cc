// lab_calibration: fits the calibration on one mix set and reports on another what it is worth.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/file.h"
#include "lab/calibration/calibration_report.h"
#include "lab/calibration/case_tracer.h"
#include "lab/calibration/fitting.h"
#include "lab/calibration/record_comparison.h"
#include "lab/calibration/record_run.h"
#include "lab/calibration/twins.h"
#include "lab/recording/table_file.h"
#include "lab/sound/sound_file.h"
#include "trace/calibration_file.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

struct Job {
  fs::path set;
  fs::path records;
  fs::path other_records;
  fs::path calibration;  // empty: the program's own
  fs::path workspace;    // empty: that of the set
  fs::path catalog;      // empty: that of the set
  fs::path out;
  std::size_t limit = 0;
  std::size_t copied = 8;
  std::size_t jobs = 1;
  bool afresh = false;              // whether records of an earlier run are thrown away
  bool probabilities_only = false;  // whether the factors of intervals are left at 1
};

Result<trace::Calibration> calibration_of(const Job& job) {
  if (job.calibration.empty())
    return trace::decode_calibration(trace::shipped_calibration(), "the calibration of this program");
  std::ifstream file(job.calibration);
  if (!file) return Error{ErrorCode::kNotFound, job.calibration.string() + ": cannot be read"};
  return trace::decode_calibration(std::string{std::istreambuf_iterator<char>(file), {}}, job.calibration.string());
}

Result<fs::path> workspace_of(const Job& job) {
  fs::path workspace = job.workspace.empty() ? job.set / "workspace" : job.workspace;
  TRIBUTARY_TRY(import_catalog(job.catalog.empty() ? job.set / "catalog.csv" : job.catalog, workspace, job.jobs));
  return workspace;
}

Result<std::vector<CaseRecord>> trace_cases(const Job& job, const trace::Calibration& calibration,
                                            const fs::path& records) {
  TRIBUTARY_ASSIGN(const fs::path workspace, workspace_of(job));
  TRIBUTARY_ASSIGN(const CaseTracer tracer, CaseTracer::open(workspace, calibration));
  return run_cases(job.set, records, job.limit, job.jobs,
                   [&](const MixCase& one) { return tracer.trace(job.set, one); });
}

Result<void> trace(const Job& job) {
  TRIBUTARY_ASSIGN(const trace::Calibration calibration, calibration_of(job));
  TRIBUTARY_TRY(trace_cases(job, calibration, job.records));
  return {};
}

// Where a fit keeps its records, emptied where it is to begin afresh.
fs::path records_file(const Job& job, const std::string& what, const std::string& name) {
  fs::path file = job.set / (what + "-" + name + ".jsonl");
  std::error_code ignored;  // what cannot be removed cannot be written to either, which is an error
  if (job.afresh) fs::remove(file, ignored);
  return file;
}

// First what matches are worth, from what relaxed thresholds let through; then, with that, how far shares are off.
Result<void> fit(const Job& job) {
  TRIBUTARY_ASSIGN(trace::Calibration calibration, calibration_of(job));
  TRIBUTARY_ASSIGN(const fs::path workspace, workspace_of(job));
  TRIBUTARY_ASSIGN(const CaseTracer tracer, CaseTracer::open(workspace, calibration));
  TRIBUTARY_ASSIGN(const auto relaxed,
                   run_cases(job.set, records_file(job, "relaxed", tracer.listener_name()), job.limit, job.jobs,
                             [&](const MixCase& one) { return tracer.relaxed(job.set, one); }));
  calibration.recording = fit_probabilities(relaxed, Tier::kRecording, false, calibration.recording);
  calibration.moved = fit_probabilities(relaxed, Tier::kRecording, true, calibration.moved);
  calibration.composition = fit_probabilities(relaxed, Tier::kComposition, false, calibration.composition);
  for (trace::TierCalibration* tier : {&calibration.recording, &calibration.composition})
    tier->low_factor = tier->high_factor = 1;
  if (job.probabilities_only) {
    const std::string text = trace::encode_calibration(calibration);
    fmt::print("fitted on {} cases\n{}", relaxed.size(), text);
    return base::replace_file(job.out, std::as_bytes(std::span(text)));
  }
  const fs::path traced = records_file(job, "traced", trace::calibration_name(calibration));
  TRIBUTARY_ASSIGN(const auto records, trace_cases(job, calibration, traced));
  fit_factors(records, Tier::kRecording, calibration.recording);
  fit_factors(records, Tier::kComposition, calibration.composition);
  calibration.moved.low_factor = calibration.recording.low_factor;
  calibration.moved.high_factor = calibration.recording.high_factor;
  const std::string text = trace::encode_calibration(calibration);
  fmt::print("fitted on {} cases\n{}", records.size(), text);
  return base::replace_file(job.out, std::as_bytes(std::span(text)));
}

Result<void> report(const Job& job) {
  TRIBUTARY_ASSIGN(auto records, read_records(job.records));
  if (!job.calibration.empty()) {
    TRIBUTARY_ASSIGN(const trace::Calibration calibration, calibration_of(job));
    for (CaseRecord& record : records) widen_intervals(calibration, record);
  }
  fmt::print("{}", calibration_report(records));
  if (job.out.empty()) return {};
  TRIBUTARY_ASSIGN(const std::size_t drawn, draw_reliability(records, job.out));
  fmt::print("\n{} reliability diagrams drawn in {}\n", drawn, job.out.string());
  return {};
}

Result<void> compare(const Job& job) {
  TRIBUTARY_ASSIGN(const auto before, read_records(job.records));
  TRIBUTARY_ASSIGN(const auto after, read_records(job.other_records));
  fmt::print("{}", comparison_text(compare_records(before, after)));
  return {};
}

// Before a set is used: where its catalog holds one recording by two owners, its truth knows one of them only.
Result<void> twins(const Job& job) {
  TRIBUTARY_ASSIGN(const fs::path workspace, workspace_of(job));
  TRIBUTARY_ASSIGN(const auto found, find_twins(workspace, job.jobs));
  for (const Twins& pair : found)
    fmt::print("{:.0f}% of a recording of \"{}\" is played by one of \"{}\"\n", 100 * pair.part, pair.owner,
               pair.other);
  TRIBUTARY_ASSIGN(const std::size_t changed, join_owners(job.set / "catalog.csv", found));
  fmt::print("{} rows of the catalog have another owner now\n", changed);
  TRIBUTARY_TRY(workspace_of(job));
  return {};
}

// Five more uploads of some of the set's recordings by their owners, as other files and other works.
Result<void> copies(const Job& job) {
  static const std::vector<std::string> kColumns = {"path", "title", "artist", "work_id", "owner"};
  constexpr std::size_t kUploads = 5;
  TRIBUTARY_ASSIGN(const auto rows, read_table(job.set / "catalog.csv", kColumns));
  std::ifstream file(job.set / "catalog.csv");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  std::error_code failure;
  fs::create_directories(job.out, failure);
  const std::size_t step = std::max<std::size_t>(1, rows.size() / std::max<std::size_t>(1, job.copied));
  for (std::size_t i = 0; i < rows.size(); i += step) {
    const auto& fields = rows[i].fields;
    TRIBUTARY_ASSIGN(const Sound sound, read_sound(fields.at("path")));
    for (std::size_t upload = 0; upload < kUploads; ++upload) {
      const fs::path path = fs::absolute(job.out / fmt::format("{:04}_{}.mp3", i, upload));
      const int bit_rate = 96'000 + 32'000 * static_cast<int>(upload % 3);
      const std::map<std::string, std::string> tags{{"title", fmt::format("upload {}", upload)}};
      TRIBUTARY_TRY(write_coded(path, sound, audio::Codec::kMp3, bit_rate, tags));
      text += fmt::format(
          "{},{},{},{},{},\n", csv_field(path.string()), csv_field(fields.at("title")), csv_field(fields.at("artist")),
          csv_field(fmt::format("{} upload {}", fields.at("work_id"), upload)), csv_field(fields.at("owner")));
    }
  }
  return base::replace_file(job.out / "catalog.csv", std::as_bytes(std::span(text)));
}

using Verb = Result<void> (*)(const Job&);

CLI::App* add(CLI::App& app, const char* name, const char* what, Verb verb, Job& job, int& exit_code) {
  CLI::App* command = app.add_subcommand(name, what);
  command->callback([verb, &job, &exit_code] {
    if (const auto done = verb(job); !done) {
      fmt::print(stderr, "lab_calibration: {}\n", done.error().message);
      exit_code = 1;
    }
  });
  return command;
}

void add_set(CLI::App* command, Job& job) {
  command->add_option("--set", job.set, "A set of lab_mix")->required();
  command->add_option("--limit", job.limit, "Only the first so many cases; 0: all")->capture_default_str();
  command->add_option("--jobs", job.jobs, "Threads")->capture_default_str();
  command->add_option("--calibration", job.calibration, "A calibration file in place of the program's");
}

}  // namespace
}  // namespace tributary::lab

int main(int argc, char** argv) {
  using namespace tributary::lab;
  Job job;
  int exit_code = 0;
  CLI::App app("What a match's score is worth, and how far a share may be off");
  app.require_subcommand(1);
  CLI::App* joining =
      add(app, "twins", "Give recordings that a set's catalog holds twice one owner", twins, job, exit_code);
  joining->add_option("--set", job.set, "A set of lab_mix")->required();
  joining->add_option("--jobs", job.jobs, "Threads")->capture_default_str();
  CLI::App* fitting = add(app, "fit", "Fit a calibration to a set", fit, job, exit_code);
  add_set(fitting, job);
  fitting->add_flag("--afresh", job.afresh, "Trace all cases again: the matching has changed, not the weights");
  fitting->add_flag("--probabilities", job.probabilities_only, "Leave the factors of intervals at 1");
  fitting->add_option("--out", job.out, "The calibration file to write")->required();
  CLI::App* tracing = add(app, "trace", "Trace the cases of a set beside their truth", trace, job, exit_code);
  add_set(tracing, job);
  tracing->add_option("--records", job.records, "The file of lines to add to")->required();
  tracing->add_option("--catalog", job.catalog, "Another catalog than the set's")
      ->needs(tracing->add_option("--workspace", job.workspace, "Where to import it"));
  CLI::App* reporting = add(app, "report", "What the records reach of the goals", report, job, exit_code);
  reporting->add_option("records", job.records)->required();
  reporting->add_option("--factors", job.calibration,
                        "The calibration whose factors the intervals get, of records traced with factors of 1");
  reporting->add_option("--draw", job.out, "Folder for reliability diagrams");
  CLI::App* comparing = add(app, "compare", "What another catalog changed", compare, job, exit_code);
  comparing->add_option("before", job.records)->required();
  comparing->add_option("after", job.other_records)->required();
  CLI::App* copying =
      add(app, "copies", "A catalog in which some works are uploaded five times more", copies, job, exit_code);
  copying->add_option("--set", job.set, "A set of lab_mix")->required();
  copying->add_option("--out", job.out, "Folder for the copies and catalog.csv")->required();
  copying->add_option("--recordings", job.copied, "How many recordings")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return exit_code;
}
