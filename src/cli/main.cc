// The program: reads the command line and runs one verb.

#include <string>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/version.h"

namespace tributary::cli {
namespace {

void add_options(CLI::App& app, Invocation& invocation) {
  app.add_option("-w,--workspace", invocation.workspace, "The folder that holds the catalog")
      ->envname("TRIBUTARY_WORKSPACE")
      ->capture_default_str()
      ->type_name("DIR");
  app.add_option("--threads", invocation.threads, "Threads to use; 0 for one on each core")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str()
      ->type_name("N");
  app.add_flag("--json", invocation.json, "Print JSON on stdout and nothing else, one object a line");
  app.add_flag("-q,--quiet", invocation.quiet, "Show no progress");
  app.set_version_flag("--version", std::string("tributary ") + kVersion);
}

void add_verbs(CLI::App& app, Invocation& invocation) {
  app.require_subcommand(1);
  CLI::App* catalog = app.add_subcommand("catalog", "The recordings that tracks are compared with");
  catalog->require_subcommand(1);
  add_catalog_import(*catalog, invocation);
  add_catalog_list(*catalog, invocation);
  add_catalog_show(*catalog, invocation);
  add_catalog_remove(*catalog, invocation);
  add_catalog_check(*catalog, invocation);
  CLI::App* ledger = app.add_subcommand("ledger", "The accounts and transfers of royalties");
  ledger->require_subcommand(1);
  add_ledger_check(*ledger, invocation);
  add_ledger_show(*ledger, invocation);
  CLI::App* rights = app.add_subcommand("rights", "Who holds which right in recordings and works");
  rights->require_subcommand(1);
  add_rights_import(*rights, invocation);
  add_rights_show(*rights, invocation);
  add_rights_conflicts(*rights, invocation);
  CLI::App* royalty = app.add_subcommand("royalty", "From usage to what it earns whom");
  royalty->require_subcommand(1);
  add_royalty_usage(*royalty, invocation);
  add_royalty_allocate(*royalty, invocation);
  add_royalty_what_if(*royalty, invocation);
  add_royalty_statement(*royalty, invocation);
  add_royalty_release(*royalty, invocation);
  add_royalty_dispute(*royalty, invocation);
  add_royalty_play(*royalty, invocation);
  add_trace(app, invocation);
  add_audit(app);
}

// Memory that one part of a track has freed serves the next; returned, the system would have to clear it again.
void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kMiB = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, 32 * kMiB);
  mallopt(M_TRIM_THRESHOLD, 256 * kMiB);
#endif
}

int run(int argc, char** argv) {
  keep_freed_memory();
  Invocation invocation;
  become_audit_if_asked(argc, argv, invocation);
  if (invocation.exit_code != kDone) return invocation.exit_code;
  CLI::App app("Traces an audio track back to the catalog recordings inside it.", "tributary");
  app.footer("Exit status: 0 done, 1 the job failed, 2 wrong usage, 3 some inputs were refused and the rest is done.");
  // Lets the options below be written after the verb too; verbs inherit it.
  app.fallthrough();
  add_options(app, invocation);
  add_verbs(app, invocation);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kWrongUsage;
  }
  return invocation.exit_code;
}

}  // namespace
}  // namespace tributary::cli

int main(int argc, char** argv) { return tributary::cli::run(argc, argv); }
