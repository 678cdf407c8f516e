#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "report/catalog_json.h"
#include "report/catalog_table.h"
#include "tributary/workspace.h"

namespace tributary::cli {
namespace {

Result<RemoveReport> remove(const Invocation& invocation, const std::vector<std::string>& recording_ids) {
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open(invocation.workspace));
  return workspace.remove(recording_ids);
}

void run(Invocation& invocation, const std::vector<std::string>& recording_ids) {
  const auto report = remove(invocation, recording_ids);
  if (!report) return invocation.fail(report.error());
  invocation.print(invocation.json ? report::to_json_line(*report)
                                   : report::remove_summary(*report, invocation.terminal()));
}

}  // namespace

void add_catalog_remove(CLI::App& catalog, Invocation& invocation) {
  CLI::App* verb = catalog.add_subcommand("remove", "Take recordings out of the catalog; audio files stay untouched");
  const auto recording_ids = std::make_shared<std::vector<std::string>>();
  verb->add_option("recordings", *recording_ids, "All of these, or none where one is unknown")
      ->required()
      ->type_name("RECORDING_ID");
  verb->callback([&invocation, recording_ids] { run(invocation, *recording_ids); });
}

}  // namespace tributary::cli
