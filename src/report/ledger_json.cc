#include "report/ledger_json.h"

#include <nlohmann/json.hpp>

namespace tributary::report {
namespace {

using Json = nlohmann::ordered_json;

Json balance_json(const Balance& balance) {
  return Json{{"debits_posted", balance.debits_posted},
              {"credits_posted", balance.credits_posted},
              {"debits_pending", balance.debits_pending},
              {"credits_pending", balance.credits_pending}};
}

std::string one_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string to_json_line(const Account& account) {
  const NewAccount& opened = account.opened;
  return one_line(Json{{"schema", "tributary.account/1"},
                       {"account_id", account.account_id},
                       {"name", opened.name},
                       {"currency", opened.currency.code()},
                       {"exponent", opened.currency.exponent},
                       {"kind", name_of(opened.kind)},
                       {"limit", name_of(opened.limit)},
                       {"opened_ms", account.opened_ms},
                       {"balance_minor", balance_json(account.balance)}});
}

std::string to_json_line(const JournalEntry& entry) {
  const Transfer& transfer = entry.transfer;
  Json json{{"schema", "tributary.transfer/1"},
            {"entry", entry.entry},
            {"id", to_string(transfer.id)},
            {"kind", name_of(transfer.kind)},
            {"debit", transfer.debit},
            {"credit", transfer.credit},
            {"amount_minor", transfer.amount_minor},
            {"currency", transfer.currency.code()},
            {"code", transfer.code},
            {"reference", transfer.reference},
            {"target", nullptr},
            {"linked", transfer.linked},
            {"time_ms", entry.time_ms},
            {"expires_ms", nullptr},
            {"rate", nullptr}};
  if (transfer.target != TransferId{}) json["target"] = to_string(transfer.target);
  if (entry.expires_ms != 0) json["expires_ms"] = entry.expires_ms;
  if (transfer.kind == TransferKind::kExchangeOut)
    json["rate"] = Json{{"numerator", transfer.rate.numerator},
                        {"denominator", transfer.rate.denominator},
                        {"source", transfer.rate_source}};
  return one_line(json);
}

std::string to_json_line(const LedgerCheck& check) {
  Json totals = Json::array();
  for (const CurrencyTotal& total : check.totals)
    totals.push_back(Json{{"currency", total.currency.code()},
                          {"exponent", total.currency.exponent},
                          {"accounts", total.accounts},
                          {"balance_minor", balance_json(total.balance)}});
  Json problems = Json::array();
  for (const Finding& finding : check.problems)
    problems.push_back(Json{{"place", finding.place}, {"reason", finding.reason}});
  return one_line(Json{{"schema", "tributary.ledger-check/1"},
                       {"accounts", check.accounts},
                       {"transfers", check.transfers},
                       {"accruals", check.accruals},
                       {"open_holds", check.open_holds},
                       {"totals", totals},
                       {"entries", check.head.entries},
                       {"hash", check.head.hash},
                       {"problems", problems},
                       {"further_problems", check.further_problems}});
}

}  // namespace tributary::report
