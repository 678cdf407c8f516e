#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/clock.h"
#include "cli/invocation.h"
#include "cli/open_rights.h"
#include "report/rights_json.h"
#include "report/rights_table.h"

namespace tributary::cli {
namespace {

void import(Invocation& invocation, rights::Registry& registry, const std::string& file) {
  const auto report = registry.import_file(file, base::system_clock());
  if (!report) {
    const ErrorCode code = report.error().code;
    // A file that is not there is one input among others; a database that fails is the end.
    if (code == ErrorCode::kNotFound || code == ErrorCode::kIo) return invocation.refuse(report.error());
    return invocation.fail(report.error());
  }
  if (!report->refused.empty() && invocation.exit_code == kDone) invocation.exit_code = kSomeRefused;
  invocation.print(invocation.json ? report::to_json_line(*report)
                                   : report::rights_import_summary(*report, invocation.terminal()));
}

void run(Invocation& invocation, const std::vector<std::string>& files) {
  auto registry = open_rights(invocation, db::Connection::Mode::kCreate);
  if (!registry) return invocation.fail(registry.error());
  for (const std::string& file : files) {
    import(invocation, *registry, file);
    if (invocation.exit_code == kFailed) return;
  }
}

}  // namespace

void add_rights_import(CLI::App& rights, Invocation& invocation) {
  CLI::App* verb = rights.add_subcommand("import", "Add claims, reservations and disclosures from files");
  verb->footer(
      "Reads CSV with a column for each field, CWR 2.1 and 2.2 (works) and ERN 4.3 (recordings), profile subsets, and\n"
      "tells them apart by their content. A record that is malformed is refused with its line and the rest is taken;\n"
      "records and elements that are not read are listed. All of a file is stored or nothing, and the same bytes\n"
      "change nothing a second time. What a file says replaces what the same source said of the same right before.");
  const auto files = std::make_shared<std::vector<std::string>>();
  verb->add_option("files", *files, "CSV, CWR or ERN")->required()->type_name("FILE");
  verb->callback([&invocation, files] { run(invocation, *files); });
}

}  // namespace tributary::cli
