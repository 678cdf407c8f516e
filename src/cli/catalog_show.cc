#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "report/catalog_json.h"
#include "report/catalog_table.h"
#include "tributary/workspace.h"

namespace tributary::cli {
namespace {

Result<Recording> show(const Invocation& invocation, const std::string& recording_id) {
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open(invocation.workspace));
  return workspace.show(recording_id);
}

void run(Invocation& invocation, const std::string& recording_id) {
  const auto recording = show(invocation, recording_id);
  if (!recording) return invocation.fail(recording.error());
  invocation.print(invocation.json ? report::to_json_line(*recording) : report::recording_sheet(*recording));
}

}  // namespace

void add_catalog_show(CLI::App& catalog, Invocation& invocation) {
  CLI::App* verb = catalog.add_subcommand("show", "Show everything the catalog knows of one recording");
  const auto recording_id = std::make_shared<std::string>();
  verb->add_option("recording", *recording_id, "The id that list shows")->required()->type_name("RECORDING_ID");
  verb->callback([&invocation, recording_id] { run(invocation, *recording_id); });
}

}  // namespace tributary::cli
