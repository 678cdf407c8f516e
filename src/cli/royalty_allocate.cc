#include <memory>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/open_books.h"
#include "cli/open_rights.h"
#include "cli/settlement_inputs.h"
#include "pipeline/layout.h"
#include "report/royalty_json.h"
#include "report/royalty_table.h"
#include "royalty/policy.h"
#include "royalty/posting.h"
#include "royalty/statement_store.h"
#include "tributary/rights.h"

namespace tributary::cli {
namespace {

struct Job {
  std::string settlement_id;
  std::string policy;
  SettlementInputs inputs;
  bool dry_run = false;
};

struct Done {
  Allocation allocation;
  royalty::PostedSettlement posted;
};

// Lines go into the statements only when the settlement is in the ledger; what a crash leaves in between is made up for
// when the same settlement is made again.
Result<Done> post_and_keep(const Invocation& invocation, royalty::Settlement& settlement, const RightsSource& rights,
                           const royalty::Policy& policy) {
  TRIBUTARY_ASSIGN(Books books, open_or_create_books(invocation));
  TRIBUTARY_ASSIGN(auto statements,
                   royalty::StatementStore::open(pipeline::Layout(invocation.workspace).statements_file(),
                                                 db::Connection::Mode::kCreate));
  TRIBUTARY_ASSIGN(auto recording, statements.record());
  Done done;
  TRIBUTARY_ASSIGN(done.allocation, settlement.allocate(rights, recording.sink()));
  if (done.allocation.entitlement_lines == 0)
    return Error{ErrorCode::kInvalidInput, "settlement " + done.allocation.settlement_id +
                                               ": there is nothing to divide: no usage of the period was imported that "
                                               "brought in anything, and no revenue is given"};
  TRIBUTARY_ASSIGN(done.posted,
                   royalty::post(done.allocation, policy.hold_days, books.settlements, books.ledger, books.clock));
  TRIBUTARY_TRY(recording.keep(done.allocation));
  return done;
}

Result<Done> allocate(Invocation& invocation, const Job& job) {
  TRIBUTARY_ASSIGN(const royalty::Policy policy, royalty::load_policy(job.policy));
  TRIBUTARY_ASSIGN(const auto attributions, read_traces(invocation, job.inputs.files));
  TRIBUTARY_ASSIGN(const auto rights, open_rights(invocation, db::Connection::Mode::kExisting));
  TRIBUTARY_ASSIGN(auto settlement, settlement_of(invocation, job.inputs, attributions, policy, job.settlement_id));
  if (!job.dry_run) return post_and_keep(invocation, settlement, rights, policy);
  Done done;
  TRIBUTARY_ASSIGN(done.allocation, settlement.allocate(rights, {}));
  return done;
}

std::string what_became(const Job& job, const royalty::PostedSettlement& posted) {
  if (job.dry_run) return "Nothing was posted.\n";
  if (posted.repeated) return "It was in the ledger already: nothing changed.\n";
  std::string text = fmt::format("Posted with {} transfers.\n", posted.transfers);
  if (posted.release_ms > 0)
    text += fmt::format("What parties get is held until {}.\n",
                        to_string(Day{static_cast<std::int32_t>(posted.release_ms / 86'400'000)}));
  return text;
}

void run(Invocation& invocation, const Job& job) {
  const auto done = allocate(invocation, job);
  if (!done) return invocation.fail(done.error());
  if (invocation.json) return invocation.print(report::to_json_line(done->allocation));
  invocation.print(report::settlement_table(done->allocation, invocation.terminal()) + what_became(job, done->posted));
}

}  // namespace

void add_royalty_allocate(CLI::App& royalty, Invocation& invocation) {
  CLI::App* verb =
      royalty.add_subcommand("allocate", "Settle the usage of a period: who gets what, posted to the ledger");
  verb->footer(
      "Takes the imported usage whose period lies between two days, what the tracks are made of, and the imported "
      "rights.\n"
      "All of a settlement is posted, or nothing, and once: the same again changes nothing, and other inputs under its "
      "id\n"
      "are refused. docs/royalties.md works one out by hand; docs/formats/policy.md describes policies.");
  const auto job = std::make_shared<Job>();
  verb->add_option("--settlement", job->settlement_id, "What to call it")->required()->type_name("ID");
  verb->add_option("--policy", job->policy, "The rules, as TOML")->required()->type_name("FILE");
  add_settlement_inputs(*verb, job->inputs);
  verb->add_flag("--dry-run", job->dry_run, "Show what would be posted, and post nothing");
  verb->callback([&invocation, job] { run(invocation, *job); });
}

}  // namespace tributary::cli
