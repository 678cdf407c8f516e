#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/open_usage.h"
#include "pipeline/layout.h"
#include "report/usage_json.h"
#include "report/usage_table.h"

namespace tributary::cli {
namespace {

struct Job {
  std::vector<std::string> files;
  bool list = false;
};

void list(Invocation& invocation) {
  auto store = open_usage(invocation);
  if (!store) return invocation.fail(store.error());
  const auto reports = store->reports();
  if (!reports) return invocation.fail(reports.error());
  if (!invocation.json) return invocation.print(report::usage_reports_table(*reports, invocation.terminal()));
  for (const UsageReport& report : *reports) invocation.print(report::to_json_line(report));
}

void import(Invocation& invocation, const std::vector<std::string>& files) {
  auto store = open_or_create_usage(invocation);
  if (!store) return invocation.fail(store.error());
  for (const std::string& file : files) {
    const auto imported = store->import(file, pipeline::Layout(invocation.workspace).refused_usage());
    if (!imported) {
      invocation.refuse(imported.error());
      continue;
    }
    if (imported->refused > 0 && invocation.exit_code == kDone) invocation.exit_code = kSomeRefused;
    invocation.print(invocation.json ? report::to_json_line(*imported)
                                     : report::usage_import_summary(*imported, invocation.terminal()));
  }
}

}  // namespace

void add_royalty_usage(CLI::App& royalty, Invocation& invocation) {
  CLI::App* verb = royalty.add_subcommand("usage", "Import reports of what was played, or list them");
  verb->footer(
      "CSV: header required, UTF-8, columns "
      "track_id,isrc,title,territory,service,user_id,period_start,period_end,uses,\n"
      "revenue,currency; territory, period_start, period_end and uses must be there, and track_id or isrc.\n"
      "DSR: a DDEX Digital Sales Report (a subset of the Basic Audio Profile). Either may be compressed with gzip.\n"
      "Lines that cannot be used are written to a file in the workspace, to be corrected and imported; a file that is\n"
      "imported twice changes nothing. docs/formats/usage.md has the details.");
  const auto job = std::make_shared<Job>();
  verb->add_option("files", job->files, "Usage reports, or files of refused lines that were corrected")
      ->type_name("FILE...");
  verb->add_flag("--list", job->list, "List the reports that were imported");
  verb->callback([&invocation, job] {
    if (job->list == !job->files.empty())
      throw CLI::ValidationError("usage", "takes either reports to import or --list");
    if (job->list)
      list(invocation);
    else
      import(invocation, job->files);
  });
}

}  // namespace tributary::cli
