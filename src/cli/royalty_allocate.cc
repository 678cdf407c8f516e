#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/open_books.h"
#include "cli/open_rights.h"
#include "cli/open_usage.h"
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
  royalty::TakenLines taken;
};

std::string left_out(const royalty::TakenLines& taken) {
  if (taken.left_out == 0) return "";
  return fmt::format("{} usage line{} left out, because {} settled before: {}", taken.left_out,
                     taken.left_out == 1 ? " is" : "s are", taken.left_out == 1 ? "it was" : "they were",
                     fmt::join(taken.settled_by, ", "));
}

// Lines are taken before a new settlement is posted, so that no other one takes them as well; one that is refused
// leaves them to others. A settlement that was made takes nothing more: if it is the same again, they are its own.
Result<royalty::PostedSettlement> take_and_post(const Invocation& invocation, const Allocation& allocation,
                                                const royalty::TakenLines& taken, bool again, std::int32_t hold_days,
                                                Books& books) {
  const std::string& id = allocation.settlement_id;
  TRIBUTARY_ASSIGN(auto usage, open_usage(invocation));
  TRIBUTARY_ASSIGN(const auto before, books.settlements.find_settlement(id));
  if (!before) TRIBUTARY_TRY(usage.mark_settled(id, taken.ranges, again));
  auto posted = royalty::post(allocation, hold_days, books.settlements, books.ledger, books.clock);
  if (posted) {
    if (before) TRIBUTARY_TRY(usage.mark_settled(id, taken.ranges, true));
    return posted;
  }
  TRIBUTARY_ASSIGN(const auto recorded, books.settlements.find_settlement(id));
  if (!recorded) TRIBUTARY_TRY(usage.forget_settled(id));
  return posted;
}

// Lines go into the statements only when the settlement is in the ledger; what a crash leaves in between is made up for
// when the same settlement is made again.
Result<Done> post_and_keep(const Invocation& invocation, PreparedSettlement prepared, const RightsSource& rights,
                           const royalty::Policy& policy, bool again) {
  TRIBUTARY_ASSIGN(Books books, open_or_create_books(invocation));
  TRIBUTARY_ASSIGN(auto statements,
                   royalty::StatementStore::open(pipeline::Layout(invocation.workspace).statements_file(),
                                                 db::Connection::Mode::kCreate));
  TRIBUTARY_ASSIGN(auto recording, statements.record());
  Done done;
  done.taken = std::move(prepared.taken);
  TRIBUTARY_ASSIGN(done.allocation, prepared.settlement.allocate(rights, recording.sink()));
  if (done.allocation.entitlement_lines == 0)
    return Error{ErrorCode::kInvalidInput,
                 fmt::format("settlement {}: there is nothing to divide: no usage of the period was imported that "
                             "brought in anything, and no revenue is given{}{}",
                             done.allocation.settlement_id, done.taken.left_out > 0 ? "; " : "", left_out(done.taken))};
  TRIBUTARY_ASSIGN(done.posted, take_and_post(invocation, done.allocation, done.taken, again, policy.hold_days, books));
  TRIBUTARY_TRY(recording.keep(done.allocation));
  return done;
}

Result<Done> allocate(Invocation& invocation, const Job& job) {
  TRIBUTARY_ASSIGN(const royalty::Policy policy, royalty::load_policy(job.policy));
  TRIBUTARY_ASSIGN(const auto attributions, read_traces(invocation, job.inputs.files));
  TRIBUTARY_ASSIGN(const auto rights, open_rights(invocation, db::Connection::Mode::kExisting));
  TRIBUTARY_ASSIGN(auto prepared, settlement_of(invocation, job.inputs, attributions, policy, job.settlement_id));
  if (!job.dry_run) return post_and_keep(invocation, std::move(prepared), rights, policy, job.inputs.again);
  Done done;
  done.taken = std::move(prepared.taken);
  TRIBUTARY_ASSIGN(done.allocation, prepared.settlement.allocate(rights, {}));
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
  if (invocation.json) return invocation.print(report::to_json_line(done->allocation, done->taken));
  const std::string remark = left_out(done->taken);
  invocation.print(report::settlement_table(done->allocation, invocation.terminal()) + what_became(job, done->posted) +
                   (remark.empty() ? "" : remark + ".\n"));
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
      "are refused. A usage line that another settlement has is left out, so that nothing is paid twice.\n"
      "docs/royalties.md works one out by hand; docs/formats/policy.md describes policies.");
  const auto job = std::make_shared<Job>();
  verb->add_option("--settlement", job->settlement_id, "What to call it")->required()->type_name("ID");
  verb->add_option("--policy", job->policy, "The rules, as TOML")->required()->type_name("FILE");
  add_settlement_inputs(*verb, job->inputs);
  job->inputs.again = false;
  verb->add_flag("--again", job->inputs.again, "Take usage lines that another settlement has as well");
  verb->add_flag("--dry-run", job->dry_run, "Show what would be posted, and post nothing");
  verb->callback([&invocation, job] { run(invocation, *job); });
}

}  // namespace tributary::cli
