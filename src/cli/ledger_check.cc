#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/open_ledger.h"
#include "report/ledger_json.h"
#include "report/ledger_table.h"

namespace tributary::cli {
namespace {

Result<LedgerCheck> check(const Invocation& invocation) {
  TRIBUTARY_ASSIGN(ledger::Ledger ledger, open_ledger(invocation));
  return ledger.check();
}

void run(Invocation& invocation) {
  const auto report = check(invocation);
  if (!report) return invocation.fail(report.error());
  if (!report->problems.empty()) invocation.exit_code = kFailed;
  invocation.print(invocation.json ? report::to_json_line(*report)
                                   : report::ledger_check_summary(*report, invocation.terminal()));
}

}  // namespace

void add_ledger_check(CLI::App& ledger, Invocation& invocation) {
  CLI::App* verb = ledger.add_subcommand("check", "Recompute every balance from the journal and compare");
  verb->footer(
      "Reads the whole journal: the hash of each entry, the rules that each transfer keeps, and debits against "
      "credits\n"
      "of every currency. Names the first entry that was changed, and exits with 1 where there is one. The hash "
      "stands\n"
      "for everything posted so far: who noted it down can tell later whether anything before was rewritten.\n"
      "Nothing is changed.");
  verb->callback([&invocation] { run(invocation); });
}

}  // namespace tributary::cli
