#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "report/catalog_json.h"
#include "report/catalog_table.h"
#include "tributary/workspace.h"

namespace tributary::cli {
namespace {

Result<ImportReport> import(const Invocation& invocation, const std::filesystem::path& source) {
  TRIBUTARY_ASSIGN(Workspace workspace, Workspace::open_or_create(invocation.workspace));
  const auto progress = invocation.progress();
  const JobOptions options{invocation.threads, progress.get()};
  return std::filesystem::is_directory(source) ? workspace.import_folder(source, options)
                                               : workspace.import_csv(source, options);
}

void run(Invocation& invocation, const std::string& source) {
  const auto report = import(invocation, source);
  if (!report) return invocation.fail(report.error());
  if (!report->refused.empty()) invocation.exit_code = kSomeRefused;
  invocation.print(invocation.json ? report::to_json_line(*report)
                                   : report::import_summary(*report, invocation.terminal()));
}

}  // namespace

void add_catalog_import(CLI::App& catalog, Invocation& invocation) {
  CLI::App* verb = catalog.add_subcommand("import", "Listen to recordings and add them to the catalog");
  verb->footer(
      "CSV: header required, UTF-8, columns path,title,artist,work_id,isrc,iswc,owner,share_ppm,ai_use; only path and\n"
      "artist must be there; further columns are kept as tags. One row for each owner of a recording; paths are\n"
      "relative to the CSV file.\n"
      "DIR: every audio file below it; the title comes from the file's tags, else its file name, the artist from the\n"
      "tags, else the name of its folder.\n"
      "An import may be repeated and interrupted at any moment: it goes on where it stopped.");
  const auto source = std::make_shared<std::string>();
  verb->add_option("source", *source, "A CSV file or a folder")
      ->required()
      ->check(CLI::ExistingPath)
      ->type_name("FILE.csv|DIR");
  verb->callback([&invocation, source] { run(invocation, *source); });
}

}  // namespace tributary::cli
