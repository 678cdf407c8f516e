#include <memory>

#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "report/catalog_json.h"
#include "report/catalog_table.h"
#include "tributary/workspace.h"

namespace tributary::cli {
namespace {

Result<CheckReport> check(const Invocation& invocation, bool find_duplicates) {
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open(invocation.workspace));
  const auto progress = invocation.progress();
  return workspace.check(find_duplicates, {invocation.threads, progress.get()});
}

void run(Invocation& invocation, bool find_duplicates) {
  const auto report = check(invocation, find_duplicates);
  if (!report) return invocation.fail(report.error());
  if (!report->problems.empty()) invocation.exit_code = kFailed;
  invocation.print(invocation.json ? report::to_json_line(*report)
                                   : report::check_summary(*report, invocation.terminal()));
}

}  // namespace

void add_catalog_check(CLI::App& catalog, Invocation& invocation) {
  CLI::App* verb = catalog.add_subcommand("check", "Compare every stored file with the catalog; find duplicates");
  verb->footer("Exits with 1 where something is damaged. Nothing is changed.");
  const auto find_duplicates = std::make_shared<bool>(true);
  verb->add_flag("--duplicates,!--no-duplicates", *find_duplicates,
                 "Compare every recording with every other and report those that hold the same audio, also\n"
                 "encoded anew, at another pitch or tempo, edited or in part; takes about as long as tracing\n"
                 "them all (on by default)");
  verb->callback([&invocation, find_duplicates] { run(invocation, *find_duplicates); });
}

}  // namespace tributary::cli
