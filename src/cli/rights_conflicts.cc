#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/open_rights.h"
#include "report/rights_json.h"
#include "report/rights_table.h"

namespace tributary::cli {
namespace {

void run(Invocation& invocation) {
  const auto registry = open_rights(invocation, db::Connection::Mode::kExisting);
  if (!registry) return invocation.fail(registry.error());
  std::int64_t conflicts = 0;
  const auto visited = registry->each_conflict([&](const ClaimConflict& conflict) {
    ++conflicts;
    invocation.print(invocation.json ? report::to_json_line(conflict)
                                     : report::conflict_paragraph(conflict, invocation.terminal()));
    return invocation.exit_code == kDone;
  });
  if (!visited) return invocation.fail(visited.error());
  if (!invocation.json) invocation.print(report::conflicts_line(conflicts));
}

}  // namespace

void add_rights_conflicts(CLI::App& rights, Invocation& invocation) {
  CLI::App* verb = rights.add_subcommand("conflicts", "List the claims that collide, with where and when");
  verb->footer(
      "In conflict are claims to one right of an asset, in one country on one day, that add up to more than the "
      "whole,\n"
      "sources that state different shares for one party, and a source that claims twice for one. They pay nobody;\n"
      "the next file of the source that was wrong resolves them.");
  verb->callback([&invocation] { run(invocation); });
}

}  // namespace tributary::cli
