// tributary-audit: what `tributary audit` runs, apart from it because libtorch takes a third of a second to load.

#include <string>

#include <CLI/CLI.hpp>

#include "cli/audit/verbs.h"
#include "cli/version.h"

namespace tributary::cli {
namespace {

int run(int argc, char** argv) {
  Invocation invocation;
  CLI::App app("Opens a generative model and measures which training segments moved what it made.", "tributary audit");
  app.footer("Exit status: 0 done, 1 the job failed, 2 wrong usage, 3 some inputs were refused and the rest is done.");
  app.fallthrough();
  app.require_subcommand(1);
  app.add_option("--threads", invocation.threads, "Threads to use; 0 for one on each core")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str()
      ->type_name("N");
  app.add_flag("--json", invocation.json, "Print JSON on stdout and nothing else, one object a line");
  app.add_flag("-q,--quiet", invocation.quiet, "Show no progress");
  app.set_version_flag("--version", std::string("tributary ") + kVersion);
  add_audit_store(app, invocation);
  add_audit_attribute(app, invocation);
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
