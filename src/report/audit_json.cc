#include "report/audit_json.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "base/check.h"

namespace tributary::report {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value, double scale) {
  TRIBUTARY_CHECK(std::isfinite(value));
  return std::round(value * scale) / scale + 0.0;
}

Json share_json(const ModelShare& share) {
  Json json;
  if (!share.work_id.empty()) json["work_id"] = share.work_id;
  json["owner"] = share.owner;
  json["share_ppm"] = share.share_ppm;
  json["low_ppm"] = share.low_ppm;
  json["high_ppm"] = share.high_ppm;
  json["leave_out_effect"] = rounded(share.leave_out_effect, 1e6);
  return json;
}

Json influence_json(const SegmentInfluence& influence) {
  return Json{{"tier", "model"},
              {"recording", influence.recording},
              {"work_id", influence.work_id},
              {"owner", influence.owner},
              {"query_start_s", rounded(influence.query_start_s, 1e3)},
              {"query_end_s", rounded(influence.query_end_s, 1e3)},
              {"reference_start_s", rounded(influence.reference_start_s, 1e3)},
              {"reference_end_s", rounded(influence.reference_end_s, 1e3)},
              {"score", rounded(influence.score, 1e4)}};
}

}  // namespace

std::string to_json_line(const AuditAnswer& answer, const EngineInfo& engine) {
  Ppm total = answer.unattributed_ppm;
  for (const ModelShare& work : answer.works) total += work.share_ppm;
  TRIBUTARY_CHECK(total == kWholePpm);
  Json json;
  json["schema"] = "tributary.trace/1";
  json["query"] = Json{{"path", answer.query_path},
                       {"sha256", answer.query_sha256},
                       {"duration_s", rounded(answer.query_duration_s, 1e3)}};
  json["verdict"] = answer.attributed ? "attributed" : "insufficient";
  Json& tier = json["tiers"]["model"];
  tier["segments"] = answer.segments;
  tier["copies"] = answer.copies;
  tier["likelihood_gain"] = rounded(answer.likelihood_gain, 1e6);
  tier["own_gain"] = rounded(answer.own_gain, 1e6);
  tier["gain_noise"] = rounded(answer.gain_noise, 1e6);
  tier["sameness"] = rounded(answer.sameness, 1e4);
  tier["owners"] = Json::array();
  for (const ModelShare& owner : answer.owners) tier["owners"].push_back(share_json(owner));
  tier["works"] = Json::array();
  for (const ModelShare& work : answer.works) tier["works"].push_back(share_json(work));
  tier["unattributed_ppm"] = answer.unattributed_ppm;
  tier["reason"] = answer.reason;
  json["matches"] = Json::array();
  for (const SegmentInfluence& influence : answer.influences) json["matches"].push_back(influence_json(influence));
  json["engine"] = Json{{"version", engine.version},
                        {"checkpoint", answer.checkpoint},
                        {"reference_checkpoint", answer.reference_checkpoint},
                        {"store", answer.store},
                        {"calibration", answer.calibration}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tributary::report
