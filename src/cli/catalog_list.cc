#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "report/catalog_json.h"
#include "report/catalog_table.h"
#include "tributary/workspace.h"

namespace tributary::cli {
namespace {

Result<std::vector<Recording>> list(const Invocation& invocation) {
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open(invocation.workspace));
  return workspace.list();
}

void run(Invocation& invocation) {
  const auto recordings = list(invocation);
  if (!recordings) return invocation.fail(recordings.error());
  if (!invocation.json) return invocation.print(report::recordings_table(*recordings, invocation.terminal()));
  for (const Recording& recording : *recordings) invocation.print(report::to_json_line(recording));
}

}  // namespace

void add_catalog_list(CLI::App& catalog, Invocation& invocation) {
  CLI::App* verb = catalog.add_subcommand("list", "List the recordings by artist and title");
  verb->callback([&invocation] { run(invocation); });
}

}  // namespace tributary::cli
