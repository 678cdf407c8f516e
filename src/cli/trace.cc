#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/version.h"
#include "report/trace_json.h"
#include "report/trace_table.h"
#include "tributary/workspace.h"

namespace tributary::cli {
namespace {

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

void answer(Invocation& invocation, const TraceAnswer& answer) {
  invocation.print(invocation.json ? report::to_json_line(answer, report::EngineInfo{kVersion})
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

void run(Invocation& invocation, const std::vector<std::string>& files) {
  const auto tracer = open(invocation);
  if (!tracer) return invocation.fail(tracer.error());
  const auto progress = batch_progress(invocation, files.size());
  for (const std::string& file : files) {
    const auto traced = tracer->trace(file, invocation.threads);
    if (!traced && progress) progress->clear();
    if (traced)
      answer(invocation, *traced);
    else
      refuse(invocation, file, traced.error());
    if (progress) progress->finish_item(0);
  }
}

}  // namespace

void add_trace(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("trace", "Find the catalog's recordings inside audio files");
  verb->footer(
      "Says which recordings are in each file, how much of its sounding time each explains, and which seconds match.\n"
      "What no recording explains stays unattributed. A file that cannot be read is refused and the rest is traced.\n"
      "A file whose name starts with a dash goes behind --.");
  const auto files = std::make_shared<std::vector<std::string>>();
  verb->add_option("audio", *files, "Audio or video files")->required()->type_name("AUDIO...");
  verb->callback([&invocation, files] { run(invocation, *files); });
}

}  // namespace tributary::cli
