#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/open_rights.h"
#include "cli/settlement_inputs.h"
#include "report/royalty_json.h"
#include "report/royalty_table.h"
#include "royalty/comparison.h"
#include "royalty/policy.h"

namespace tributary::cli {
namespace {

struct Job {
  std::string before;
  std::string after;
  SettlementInputs inputs;
};

Result<std::vector<royalty::ComparedPayee>> compare(Invocation& invocation, const Job& job) {
  std::vector<royalty::Policy> policies;
  for (const std::string& file : {job.before, job.after}) {
    TRIBUTARY_ASSIGN(royalty::Policy policy, royalty::load_policy(file));
    policies.push_back(std::move(policy));
  }
  TRIBUTARY_ASSIGN(const auto attributions, read_traces(invocation, job.inputs.files));
  TRIBUTARY_ASSIGN(const auto rights, open_rights(invocation, db::Connection::Mode::kExisting));
  std::vector<Allocation> allocations;
  for (const royalty::Policy& policy : policies) {
    TRIBUTARY_ASSIGN(auto prepared, settlement_of(invocation, job.inputs, attributions, policy, "what-if"));
    TRIBUTARY_ASSIGN(Allocation allocation, prepared.settlement.allocate(rights, {}));
    allocations.push_back(std::move(allocation));
  }
  return royalty::compare(allocations[0], allocations[1]);
}

void run(Invocation& invocation, const Job& job) {
  const auto compared = compare(invocation, job);
  if (!compared) return invocation.fail(compared.error());
  if (!invocation.json) return invocation.print(report::comparison_table(*compared, invocation.terminal()));
  for (const royalty::ComparedPayee& payee : *compared) invocation.print(report::to_json_line(payee));
}

}  // namespace

void add_royalty_what_if(CLI::App& royalty, Invocation& invocation) {
  CLI::App* verb = royalty.add_subcommand("what-if", "Compare what two policies would give everyone");
  verb->footer("Settles the same usage under both and posts nothing. Those come first for whom most changes.");
  const auto job = std::make_shared<Job>();
  verb->add_option("before", job->before, "The policy to compare with")->required()->type_name("POLICY_A");
  verb->add_option("after", job->after, "The other policy")->required()->type_name("POLICY_B");
  add_settlement_inputs(*verb, job->inputs);
  verb->callback([&invocation, job] { run(invocation, *job); });
}

}  // namespace tributary::cli
