#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "base/file.h"
#include "cli/invocation.h"
#include "cli/version.h"
#include "pipeline/query_independence.h"
#include "report/display_text.h"
#include "report/trace_json.h"
#include "report/trace_page.h"
#include "report/trace_table.h"
#include "tributary/workspace.h"

namespace tributary::cli {
namespace {

struct Job {
  std::vector<std::string> files;
  std::string report_folder;  // empty: no pages
  bool with_audio = true;
  std::size_t explained = 0;  // the match to draw, from 1; 0: none
  std::string picture_file;
};

Result<Tracer> open(const Invocation& invocation) {
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open(invocation.workspace));
  return workspace.tracer();
}

// Null where the answers themselves show how far the batch is.
std::unique_ptr<base::ProgressMeter> batch_progress(const Invocation& invocation, std::size_t files) {
  if (files < 2 || ::isatty(STDOUT_FILENO) != 0) return nullptr;
  auto progress = invocation.progress();
  if (progress) progress->begin("tracing", static_cast<std::int64_t>(files), 0);
  return progress;
}

void answer(Invocation& invocation, const TraceAnswer& answer, const std::string& warning) {
  invocation.print(invocation.json ? report::to_json_line(answer, report::EngineInfo{kVersion, warning})
                                   : report::trace_table(answer, invocation.terminal()));
}

// The batch goes on. With a damaged workspace it fails all the same: its answers would be incomplete.
void refuse(Invocation& invocation, const std::string& file, const Error& error) {
  if (invocation.json) invocation.print(report::to_json_line(report::Refusal{file, error.message}));
  if (error.code == ErrorCode::kWorkspace)
    invocation.fail(error);
  else
    invocation.refuse(error);
}

Result<void> make_report_folder(const Job& job) {
  if (job.report_folder.empty()) return {};
  std::error_code failure;
  std::filesystem::create_directories(job.report_folder, failure);
  if (failure || !std::filesystem::is_directory(job.report_folder))
    return Error{ErrorCode::kIo, job.report_folder + ": cannot be made a folder for reports" +
                                     (failure ? ": " + failure.message() : std::string())};
  return {};
}

Result<std::filesystem::path> write_page(const Tracer& tracer, const TraceAnswer& answer, const Job& job,
                                         const std::string& name, std::size_t threads) {
  TRIBUTARY_ASSIGN(const std::string page, tracer.report(answer, {kVersion, job.with_audio, threads}));
  const std::filesystem::path file = std::filesystem::path(job.report_folder) / name;
  TRIBUTARY_TRY(base::replace_file(file, std::as_bytes(std::span(page))));
  return file;
}

Result<std::filesystem::path> draw(const Tracer& tracer, const TraceAnswer& answer, const Job& job,
                                   std::size_t threads) {
  const std::size_t matches = answer.matches.size();
  if (job.explained > matches)
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: has {} match{}, and so no match {} to explain", answer.query_path, matches,
                             matches == 1 ? "" : "es", job.explained)};
  TRIBUTARY_ASSIGN(const std::string picture, tracer.picture(answer, job.explained - 1, {kVersion, false, threads}));
  TRIBUTARY_TRY(base::replace_file(job.picture_file, std::as_bytes(std::span(picture))));
  return std::filesystem::path(job.picture_file);
}

// Where a page or a picture went; the standard output of --json holds answers only.
void say_written(Invocation& invocation, const Result<std::filesystem::path>& file) {
  if (!file) return invocation.fail(file.error());
  if (!invocation.json) invocation.print(fmt::format("\n  written: {}\n", report::printable(file->string())));
}

void run(Invocation& invocation, const Job& job) {
  if (const auto made = make_report_folder(job); !made) return invocation.fail(made.error());
  const auto tracer = open(invocation);
  if (!tracer) return invocation.fail(tracer.error());
  const auto progress = batch_progress(invocation, job.files.size());
  const std::vector<std::string> names = report::page_names(job.files);
  const Detail detail = job.report_folder.empty() ? Detail::kAnswer : Detail::kDetailed;
  pipeline::QueryIndependence batch;
  for (std::size_t i = 0; i < job.files.size(); ++i) {
    const auto traced = tracer->trace(job.files[i], invocation.threads, detail);
    if (!traced && progress) progress->clear();
    if (traced) {
      batch.add(*traced);
      answer(invocation, *traced, batch.warning());
      if (!job.report_folder.empty())
        say_written(invocation, write_page(*tracer, *traced, job, names[i], invocation.threads));
      if (job.explained > 0) say_written(invocation, draw(*tracer, *traced, job, invocation.threads));
    } else {
      refuse(invocation, job.files[i], traced.error());
    }
    if (progress) progress->finish_item(0);
  }
  if (const std::string warning = batch.warning(); !warning.empty())
    fmt::print(stderr, "tributary: warning: {}\n", report::printable(warning));
}

void add_outputs(CLI::App& verb, Job& job) {
  CLI::Option* folder =
      verb.add_option("--report", job.report_folder,
                      "Also write for each file a page that needs no network: who, how much, which seconds, both\n"
                      "sides to hear and to see, and how sure that is")
          ->type_name("DIR");
  verb.add_flag("--audio,!--no-audio", job.with_audio, "Embed short excerpts of both sides in the pages (default)")
      ->needs(folder);
  CLI::Option* explained = verb.add_option("--explain", job.explained,
                                           "Also draw a match of the file: its number in the order of the JSON's\n"
                                           "matches, from 1")
                               ->check(CLI::Range(1, 1'000'000))
                               ->type_name("N");
  CLI::Option* picture =
      verb.add_option("-o,--output", job.picture_file, "The PNG file that --explain writes")->type_name("FILE");
  explained->needs(picture);
  picture->needs(explained);
}

}  // namespace

void add_trace(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("trace", "Find the catalog's recordings inside audio files");
  verb->footer(
      "Says which recordings are in each file, how much of its sounding time each explains, and which seconds match.\n"
      "What no recording explains stays unattributed. A file that cannot be read is refused and the rest is traced.\n"
      "A file whose name starts with a dash goes behind --.");
  const auto job = std::make_shared<Job>();
  verb->add_option("audio", job->files, "Audio or video files")->required()->type_name("AUDIO...");
  add_outputs(*verb, *job);
  verb->callback([&invocation, job] {
    if (job->explained > 0 && job->files.size() != 1)
      throw CLI::ValidationError("--explain", "draws a match of one file, and several were given");
    run(invocation, *job);
  });
}

}  // namespace tributary::cli
