#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/invocation.h"
#include "cli/open_books.h"
#include "report/royalty_json.h"
#include "report/royalty_table.h"
#include "royalty/disputes.h"

namespace tributary::cli {
namespace {

struct Job {
  std::string dispute_id;
  std::string settlement_id;
  std::string party_id;
  std::string right;
  std::string currency;
  std::string asset_id;
  std::string amount;
  std::int64_t days = 30;
  std::string role;
  std::string person;
  std::string reason;
  std::string outcome;
  std::string to_party;
};

Result<DisputeStatement> statement_of(const Job& job) {
  TRIBUTARY_ASSIGN(const DisputeRole role, parse_dispute_role(job.role));
  return DisputeStatement{role, job.person, job.reason};
}

Result<Dispute> open(const Invocation& invocation, const Job& job) {
  TRIBUTARY_ASSIGN(const DisputeStatement statement, statement_of(job));
  DisputeRequest request{job.dispute_id, job.settlement_id, job.party_id, Right::kMaster, {}, job.asset_id, {},
                         job.days};
  if (job.right == name_of(Right::kPublishing)) request.right = Right::kPublishing;
  TRIBUTARY_ASSIGN(request.currency, currency_of(job.currency));
  if (!job.amount.empty()) {
    TRIBUTARY_ASSIGN(const Money amount, parse_money(job.amount, request.currency));
    request.amount_minor = amount.minor;
  }
  TRIBUTARY_ASSIGN(Books books, open_books(invocation));
  return royalty::Disputes(books.settlements, books.ledger, books.clock).open(request, statement);
}

Result<Dispute> resolve(const Invocation& invocation, const Job& job) {
  TRIBUTARY_ASSIGN(const DisputeStatement statement, statement_of(job));
  if (job.outcome == "won" && !job.to_party.empty())
    return Error{ErrorCode::kInvalidInput, "--to: a party that wins keeps the money"};
  TRIBUTARY_ASSIGN(Books books, open_books(invocation));
  royalty::Disputes disputes(books.settlements, books.ledger, books.clock);
  if (job.outcome == "won") return disputes.win(job.dispute_id, statement);
  return disputes.lose(job.dispute_id, statement, job.to_party);
}

Result<std::vector<Dispute>> list(const Invocation& invocation) {
  TRIBUTARY_ASSIGN(Books books, open_books(invocation));
  return royalty::Disputes(books.settlements, books.ledger, books.clock).list();
}

void show(Invocation& invocation, const Result<std::vector<Dispute>>& disputes) {
  if (!disputes) return invocation.fail(disputes.error());
  if (!invocation.json) return invocation.print(report::disputes_table(*disputes, invocation.terminal()));
  for (const Dispute& dispute : *disputes) invocation.print(report::to_json_line(dispute));
}

void show(Invocation& invocation, const Result<Dispute>& dispute) {
  if (!dispute) return invocation.fail(dispute.error());
  show(invocation, Result<std::vector<Dispute>>(std::vector<Dispute>{*dispute}));
}

void add_statement(CLI::App& verb, Job& job) {
  verb.add_option("--role", job.role, "In what role: claimant, operator or arbiter")
      ->required()
      ->check(CLI::IsMember({"claimant", "operator", "arbiter"}))
      ->type_name("ROLE");
  verb.add_option("--by", job.person, "Who does it")->required()->type_name("PERSON");
  verb.add_option("--reason", job.reason, "Why")->required()->type_name("TEXT");
}

void add_open(CLI::App& dispute, Invocation& invocation, const std::shared_ptr<Job>& job) {
  CLI::App* verb = dispute.add_subcommand("open", "Hold the money that a settlement gave a party");
  verb->footer("Holds what one recording or work brought, a given amount, or all that the party got for the right.");
  verb->add_option("id", job->dispute_id, "What to call the dispute")->required()->type_name("ID");
  verb->add_option("--settlement", job->settlement_id, "The settlement")->required()->type_name("ID");
  verb->add_option("--party", job->party_id, "Who got the money")->required()->type_name("PARTY");
  verb->add_option("--right", job->right, "For which right: master or publishing")
      ->required()
      ->check(CLI::IsMember({"master", "publishing"}))
      ->type_name("RIGHT");
  verb->add_option("--currency", job->currency, "In which currency")->required()->type_name("CODE");
  verb->add_option("--asset", job->asset_id, "The recording or work that is disputed")->type_name("ID");
  verb->add_option("--amount", job->amount, "No more than this amount")->type_name("DECIMAL");
  verb->add_option("--days", job->days, "After how many days the party keeps the money, unless it is decided")
      ->capture_default_str()
      ->type_name("N");
  add_statement(*verb, *job);
  verb->callback([&invocation, job] { show(invocation, open(invocation, *job)); });
}

void add_resolve(CLI::App& dispute, Invocation& invocation, const std::shared_ptr<Job>& job) {
  CLI::App* verb = dispute.add_subcommand("resolve", "Decide a dispute: release the money or take it back");
  verb->footer("Whoever opened a dispute cannot decide it.");
  verb->add_option("id", job->dispute_id, "The dispute")->required()->type_name("ID");
  verb->add_option("--outcome", job->outcome, "won: the party keeps the money; lost: it is taken back")
      ->required()
      ->check(CLI::IsMember({"won", "lost"}))
      ->type_name("OUTCOME");
  verb->add_option("--to", job->to_party, "Who gets what was taken back; else it waits in suspense")
      ->type_name("PARTY");
  add_statement(*verb, *job);
  verb->callback([&invocation, job] { show(invocation, resolve(invocation, *job)); });
}

}  // namespace

void add_royalty_dispute(CLI::App& royalty, Invocation& invocation) {
  CLI::App* dispute = royalty.add_subcommand("dispute", "Disputes over what settlements gave a party");
  dispute->require_subcommand(1);
  const auto job = std::make_shared<Job>();
  add_open(*dispute, invocation, job);
  add_resolve(*dispute, invocation, job);
  CLI::App* verb = dispute->add_subcommand("list", "Show all disputes with everything that was said");
  verb->callback([&invocation] { show(invocation, list(invocation)); });
}

}  // namespace tributary::cli
