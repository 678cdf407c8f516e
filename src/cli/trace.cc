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

// A refused file leaves the others to be traced.
void refuse(Invocation& invocation, const std::string& file, const Error& error) {
  if (invocation.json) invocation.print(report::to_json_line(report::Refusal{file, error.message}));
  if (const int before = invocation.exit_code; before != kFailed) {
    invocation.fail(error);
    invocation.exit_code = kSomeRefused;
  }
}

void run(Invocation& invocation, const std::vector<std::string>& files) {
  const auto tracer = open(invocation);
  if (!tracer) return invocation.fail(tracer.error());
  for (const std::string& file : files) {
    const auto answer = tracer->trace(file, invocation.threads);
    if (!answer)
      refuse(invocation, file, answer.error());
    else if (invocation.json)
      invocation.print(report::to_json_line(*answer, report::EngineInfo{kVersion}));
    else
      invocation.print(report::trace_table(*answer, invocation.terminal()));
  }
}

}  // namespace

void add_trace(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("trace", "Find the catalog's recordings inside audio files");
  verb->footer(
      "Says which recordings are in each file, how much of its sounding time each explains, and which seconds match.\n"
      "What no recording explains stays unattributed. A file that cannot be read is refused and the rest is traced.");
  const auto files = std::make_shared<std::vector<std::string>>();
  verb->add_option("audio", *files, "Audio or video files")->required()->type_name("AUDIO...");
  verb->callback([&invocation, files] { run(invocation, *files); });
}

}  // namespace tributary::cli
