// What every verb needs to know of how the program was called, and how it says what it did.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "report/terminal.h"
#include "tributary/result.h"

namespace CLI {
class App;
}

namespace tributary::cli {

enum ExitCode : int {
  kDone = 0,
  kFailed = 1,
  kWrongUsage = 2,
  kSomeRefused = 3,  // the rest is done
};

// The options are filled while the command line is read; a verb sets exit_code.
struct Invocation {
  std::string workspace = "tributary-data";
  std::size_t threads = 0;  // 0: one for each core
  bool json = false;
  bool quiet = false;
  int exit_code = kDone;

  // Standard output, as the reader sees it.
  report::Terminal terminal() const;

  // Where a verb shows its progress on stderr; null with --quiet. Errors of single inputs need clear() first.
  std::unique_ptr<base::ProgressMeter> progress() const;

  // One line of JSON or finished text on stdout. A closed or full output makes the verb fail.
  void print(std::string_view text);

  // An error on stderr; the verb fails.
  void fail(const Error& error);

  // An error on stderr that concerns one input and leaves the others to be done.
  void refuse(const Error& error);
};

// Each adds its verbs to the program; `invocation` outlives it.
void add_catalog_import(CLI::App& catalog, Invocation& invocation);
void add_catalog_list(CLI::App& catalog, Invocation& invocation);
void add_catalog_show(CLI::App& catalog, Invocation& invocation);
void add_catalog_remove(CLI::App& catalog, Invocation& invocation);
void add_catalog_check(CLI::App& catalog, Invocation& invocation);
void add_ledger_check(CLI::App& ledger, Invocation& invocation);
void add_ledger_show(CLI::App& ledger, Invocation& invocation);
void add_rights_import(CLI::App& rights, Invocation& invocation);
void add_rights_show(CLI::App& rights, Invocation& invocation);
void add_rights_conflicts(CLI::App& rights, Invocation& invocation);
void add_royalty_allocate(CLI::App& royalty, Invocation& invocation);
void add_royalty_dispute(CLI::App& royalty, Invocation& invocation);
void add_royalty_play(CLI::App& royalty, Invocation& invocation);
void add_royalty_release(CLI::App& royalty, Invocation& invocation);
void add_royalty_usage(CLI::App& royalty, Invocation& invocation);
void add_royalty_statement(CLI::App& royalty, Invocation& invocation);
void add_royalty_what_if(CLI::App& royalty, Invocation& invocation);
void add_trace(CLI::App& app, Invocation& invocation);
void add_audit(CLI::App& app);

// Where the first word is audit, the process becomes the program that knows its verbs; returns in any other case, with
// exit_code set where that program cannot be started.
void become_audit_if_asked(int argc, char** argv, Invocation& invocation);

}  // namespace tributary::cli
