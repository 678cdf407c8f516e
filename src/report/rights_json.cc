#include "report/rights_json.h"

#include <nlohmann/json.hpp>

namespace tributary::report {
namespace {

using Json = nlohmann::ordered_json;

std::string one_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json day_json(const std::optional<Day>& day) { return day ? Json(to_string(*day)) : Json(nullptr); }

Json claim_json(const RightClaim& claim) {
  return Json{{"right", name_of(claim.right)},  {"party_id", claim.party_id},
              {"party_name", claim.party_name}, {"share_ppm", claim.share_ppm},
              {"territory", claim.territory},   {"from", day_json(claim.from)},
              {"until", day_json(claim.until)}, {"part", claim.part},
              {"source", claim.source},         {"place", claim.place}};
}

Json claims_json(const std::vector<RightClaim>& claims) {
  Json array = Json::array();
  for (const RightClaim& claim : claims) array.push_back(claim_json(claim));
  return array;
}

Json reservation_json(const AiReservation& reservation) {
  return Json{{"ai_use", name_of(reservation.use)},
              {"terms_id", reservation.terms_id},
              {"said_by", reservation.said_by},
              {"said_on", to_string(reservation.said_on)},
              {"place", reservation.place}};
}

Json split_json(const ShownAsset& shown) {
  if (!shown.split) return nullptr;
  Json shares = Json::array();
  for (const PartyShare& share : shown.split->shares)
    shares.push_back(Json{{"party_id", share.party_id}, {"share_ppm", share.share_ppm}});
  return Json{{"territory", shown.territory},
              {"shares", shares},
              {"unclaimed_ppm", shown.split->unclaimed_ppm},
              {"conflict", shown.split->conflict.empty() ? Json(nullptr) : Json(shown.split->conflict)}};
}

Json ignored_json(const std::vector<IgnoredLines>& ignored) {
  Json array = Json::array();
  for (const IgnoredLines& kind : ignored) {
    Json lines = Json::array();
    for (const LineRange& range : kind.lines) lines.push_back(Json::array({range.first, range.last}));
    array.push_back(Json{{"what", kind.what}, {"count", kind.count}, {"lines", lines}});
  }
  return array;
}

}  // namespace

std::string to_json_line(const RightsImportReport& report) {
  Json refused = Json::array();
  for (const Finding& finding : report.refused)
    refused.push_back(Json{{"place", finding.place}, {"reason", finding.reason}});
  return one_line(Json{{"schema", "tributary.rights-import/1"},
                       {"file", report.file},
                       {"sha256", report.sha256},
                       {"format", report.format},
                       {"rejected", report.rejected},
                       {"known", report.known},
                       {"statements", report.counts.statements},
                       {"claims", report.counts.claims},
                       {"reservations", report.counts.reservations},
                       {"disclosures", report.counts.disclosures},
                       {"superseded", report.counts.superseded},
                       {"refused", refused},
                       {"further_refused", report.further_refused},
                       {"ignored", ignored_json(report.ignored)}});
}

std::string to_json_line(const ShownAsset& shown) {
  const RightsAsset& asset = shown.asset;
  Json identifiers = Json::array();
  for (const Identifier& identifier : asset.identifiers)
    identifiers.push_back(Json{{"scheme", identifier.scheme}, {"value", identifier.value}});
  Json reservations = Json::array();
  for (const AiReservation& reservation : asset.reservations) reservations.push_back(reservation_json(reservation));
  Json disclosures = Json::array();
  for (const AiDisclosure& disclosure : asset.disclosures)
    disclosures.push_back(Json{{"subject", disclosure.subject},
                               {"contains_ai", disclosure.extent},
                               {"source", disclosure.source},
                               {"place", disclosure.place}});
  return one_line(Json{{"schema", "tributary.rights-asset/1"},
                       {"kind", name_of(asset.kind)},
                       {"asset_id", asset.asset_id},
                       {"identifiers", identifiers},
                       {"titles", asset.titles},
                       {"linked", asset.linked},
                       {"releases", asset.releases},
                       {"claims", claims_json(asset.claims)},
                       {"day", to_string(shown.day)},
                       {"reservation", shown.reservation ? reservation_json(*shown.reservation) : Json(nullptr)},
                       {"reservations", reservations},
                       {"disclosures", disclosures},
                       {"split", split_json(shown)}});
}

std::string to_json_line(const ClaimConflict& conflict) {
  return one_line(Json{{"schema", "tributary.rights-conflict/1"},
                       {"kind", name_of(conflict.kind)},
                       {"asset_id", conflict.asset_id},
                       {"title", conflict.title},
                       {"right", name_of(conflict.right)},
                       {"territory", conflict.territory},
                       {"from", day_json(conflict.from)},
                       {"until", day_json(conflict.until)},
                       {"reason", conflict.reason},
                       {"claims", claims_json(conflict.claims)}});
}

}  // namespace tributary::report
