#include "report/royalty_json.h"

#include <array>
#include <initializer_list>
#include <set>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace tributary::report {
namespace {

using Json = nlohmann::ordered_json;

std::string one_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json right_json(std::optional<Right> right) { return right ? Json(name_of(*right)) : Json(nullptr); }

Error invalid(std::string_view member, std::string_view reason) {
  return Error{ErrorCode::kInvalidInput, fmt::format("{}: {}", member, reason)};
}

// Members that must be there have no default.
Result<std::string> text(const nlohmann::json& object, const char* member, const char* otherwise) {
  const auto found = object.find(member);
  if (found == object.end() && otherwise != nullptr) return std::string(otherwise);
  if (found == object.end()) return invalid(member, "is missing");
  if (!found->is_string()) return invalid(member, "is no string");
  return found->get<std::string>();
}

Result<void> read_revenue(const nlohmann::json& object, PlayEvent& play) {
  if (!object.contains("revenue") && !object.contains("currency")) return {};
  TRIBUTARY_ASSIGN(const std::string decimal, text(object, "revenue", nullptr));
  TRIBUTARY_ASSIGN(const std::string code, text(object, "currency", nullptr));
  const auto currency = currency_of(code);
  if (!currency) return invalid("currency", currency.error().message);
  const auto money = parse_money(decimal, *currency);
  if (!money) return invalid("revenue", money.error().message);
  play.revenue = *money;
  return {};
}

Result<void> refuse_unknown(const nlohmann::json& object) {
  constexpr std::array<std::string_view, 9> kKnown{"schema", "event_id", "track_id", "territory", "service",
                                                   "day",    "uses",     "revenue",  "currency"};
  for (const auto& [member, value] : object.items())
    if (std::find(kKnown.begin(), kKnown.end(), member) == kKnown.end()) return invalid(member, "is unknown");
  return {};
}

// An object in which each member stands once: of two, another reader might take the other.
Result<nlohmann::json> parse_object(std::string_view json) {
  std::set<std::string> members;
  std::string twice;
  const auto heed = [&](int depth, nlohmann::json::parse_event_t event, const nlohmann::json& parsed) {
    if (event != nlohmann::json::parse_event_t::key || depth != 1) return true;
    if (!members.insert(parsed.get<std::string>()).second) twice = parsed.get<std::string>();
    return true;
  };
  nlohmann::json object = nlohmann::json::parse(json, heed, false);
  if (!object.is_object()) return Error{ErrorCode::kInvalidInput, "is no JSON object"};
  if (!twice.empty()) return invalid(twice, "stands there twice");
  return object;
}

}  // namespace

std::string to_json_line(const Allocation& allocation, const royalty::TakenLines& taken) {
  Json currencies = Json::array();
  for (const CurrencySettlement& currency : allocation.currencies) {
    Json totals = Json::array();
    for (const PayeeTotal& total : currency.totals)
      totals.push_back(Json{{"payee", name_of(total.payee)},
                            {"party_id", total.party_id},
                            {"right", right_json(total.right)},
                            {"amount_minor", total.amount.minor},
                            {"exact", to_string(total.exact, total.amount.currency)}});
    currencies.push_back(Json{{"currency", currency.received.currency.code()},
                              {"exponent", currency.received.currency.exponent},
                              {"received_minor", currency.received.minor},
                              {"totals", totals}});
  }
  return one_line(Json{{"schema", "tributary.settlement/1"},
                       {"settlement_id", allocation.settlement_id},
                       {"policy", allocation.policy_name},
                       {"policy_sha256", allocation.policy_sha256},
                       {"lines_sha256", allocation.lines_sha256},
                       {"usage_lines", allocation.usage_lines},
                       {"left_out_lines", taken.left_out},
                       {"settled_by", taken.settled_by},
                       {"entitlement_lines", allocation.entitlement_lines},
                       {"currencies", currencies}});
}

std::string to_json_line(const royalty::ComparedPayee& compared) {
  return one_line(Json{{"schema", "tributary.what-if/1"},
                       {"payee", name_of(compared.payee)},
                       {"party_id", compared.party_id},
                       {"right", right_json(compared.right)},
                       {"currency", compared.before.currency.code()},
                       {"before_minor", compared.before.minor},
                       {"after_minor", compared.after.minor}});
}

std::string to_json_line(const Dispute& dispute) {
  Json events = Json::array();
  for (const DisputeEvent& event : dispute.events)
    events.push_back(Json{{"event", event.event},
                          {"role", event.role},
                          {"person", event.person},
                          {"reason", event.reason},
                          {"time_ms", event.time_ms}});
  return one_line(Json{{"schema", "tributary.dispute/1"},
                       {"dispute_id", dispute.dispute_id},
                       {"settlement_id", dispute.settlement_id},
                       {"party_id", dispute.party_id},
                       {"right", name_of(dispute.right)},
                       {"asset_id", dispute.asset_id},
                       {"amount_minor", dispute.amount.minor},
                       {"currency", dispute.amount.currency.code()},
                       {"deadline_ms", dispute.deadline_ms},
                       {"state", name_of(dispute.state)},
                       {"to_party", dispute.to_party},
                       {"events", events}});
}

std::string to_json_line(const PlaySplit& split) {
  Json lines = Json::array();
  for (const Entitlement& line : split.lines)
    lines.push_back(Json{{"payee", name_of(line.payee)},
                         {"party_id", line.party_id},
                         {"right", right_json(line.right)},
                         {"ground", name_of(line.ground)},
                         {"amount", to_string(line.amount, line.currency)},
                         {"tier", line.tier},
                         {"recording_id", line.recording_id},
                         {"work_id", line.work_id},
                         {"evidence_id", line.evidence_id}});
  return one_line(Json{{"schema", "tributary.play-split/1"},
                       {"event_id", split.event_id},
                       {"repeated", split.repeated},
                       {"transfers", split.transfers},
                       {"lines", lines}});
}

Result<PlayEvent> read_play(std::string_view json) {
  TRIBUTARY_ASSIGN(const nlohmann::json object, parse_object(json));
  TRIBUTARY_TRY(refuse_unknown(object));
  TRIBUTARY_ASSIGN(const std::string schema, text(object, "schema", nullptr));
  if (schema != "tributary.play/1") return invalid("schema", "is not \"tributary.play/1\"");
  PlayEvent play;
  TRIBUTARY_ASSIGN(play.event_id, text(object, "event_id", nullptr));
  TRIBUTARY_ASSIGN(play.track_id, text(object, "track_id", nullptr));
  TRIBUTARY_ASSIGN(play.territory, text(object, "territory", nullptr));
  TRIBUTARY_ASSIGN(play.service, text(object, "service", ""));
  TRIBUTARY_ASSIGN(const std::string date, text(object, "day", nullptr));
  const auto day = parse_day(date);
  if (!day) return invalid("day", day.error().message);
  play.day = *day;
  if (const auto uses = object.find("uses"); uses != object.end()) {
    if (!uses->is_number_integer() || (uses->is_number_unsigned() && uses->get<std::uint64_t>() > (1ULL << 62U)))
      return invalid("uses", "is no whole number");
    play.uses = uses->get<std::int64_t>();
  }
  TRIBUTARY_TRY(read_revenue(object, play));
  return play;
}

}  // namespace tributary::report
