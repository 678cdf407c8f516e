#include "report/trace_json.h"

#include <cmath>
#include <numeric>

#include <nlohmann/json.hpp>

#include "base/check.h"

namespace tributary::report {
namespace {

using Json = nlohmann::ordered_json;

// Rounded, so that the last bits of a sum never show in the bytes; -0 becomes 0.
double rounded(double value, int decimals) {
  TRIBUTARY_CHECK(std::isfinite(value));
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale + 0.0;
}

double seconds(double value) { return rounded(value, 3); }

const char* tier_name(Tier tier) {
  switch (tier) {
    case Tier::kRecording:
      return "recording";
    case Tier::kComposition:
      return "composition";
    case Tier::kStyle:
      break;
  }
  return "style";
}

Json share_json(const RecordingShare& share) {
  return Json{{"work_id", share.work_id}, {"recording_id", share.recording_id},
              {"title", share.title},     {"artist", share.artist},
              {"path", share.path},       {"share_ppm", share.share_ppm}};
}

Json calibrated_share_json(const RecordingShare& share) {
  TRIBUTARY_CHECK(share.low_ppm <= share.share_ppm && share.share_ppm <= share.high_ppm);
  Json json = share_json(share);
  json["low_ppm"] = share.low_ppm;
  json["high_ppm"] = share.high_ppm;
  return json;
}

Json artist_json(const NamedShare& share) {
  return Json{
      {"artist", share.name}, {"share_ppm", share.share_ppm}, {"low_ppm", share.low_ppm}, {"high_ppm", share.high_ppm}};
}

Json owner_json(const NamedShare& share) {
  return Json{
      {"owner", share.name}, {"share_ppm", share.share_ppm}, {"low_ppm", share.low_ppm}, {"high_ppm", share.high_ppm}};
}

Json match_json(const Match& match) {
  Json json = Json{{"tier", tier_name(match.tier)},
                   {"recording_id", match.recording_id},
                   {"query_start_s", seconds(match.query_start_s)},
                   {"query_end_s", seconds(match.query_end_s)},
                   {"reference_start_s", seconds(match.reference_start_s)},
                   {"reference_end_s", seconds(match.reference_end_s)},
                   {"tempo_ratio", rounded(match.tempo_ratio, 4)},
                   {"pitch_shift_semitones", rounded(match.pitch_shift_semitones, 4)},
                   {"score", rounded(match.score, 2)}};
  // Never 1 by rounding: no calibration is that sure.
  if (match.tier != Tier::kStyle) json["probability"] = std::floor(match.probability * 10000) / 10000;
  return json;
}

template <typename Items, typename ToJson>
Json array_json(const Items& items, ToJson to_json) {
  Json array = Json::array();
  for (const auto& item : items) array.push_back(to_json(item));
  return array;
}

void check_sum(const TierAnswer& tier) {
  const Ppm total = std::accumulate(tier.shares.begin(), tier.shares.end(), tier.unattributed_ppm,
                                    [](Ppm sum, const RecordingShare& share) { return sum + share.share_ppm; });
  TRIBUTARY_CHECK(total == kWholePpm);
}

Json tier_json(const TierAnswer& tier) {
  check_sum(tier);
  return Json{{"recordings", tier.recordings},
              {"works", array_json(tier.shares, calibrated_share_json)},
              {"unattributed_ppm", tier.unattributed_ppm},
              {"unattributed_low_ppm", tier.unattributed_low_ppm},
              {"unattributed_high_ppm", tier.unattributed_high_ppm},
              {"artists", array_json(tier.artists, artist_json)},
              {"owners", array_json(tier.owners, owner_json)}};
}

Json style_json(const TierAnswer& tier) {
  check_sum(tier);
  return Json{{"recordings", tier.recordings},
              {"works", array_json(tier.shares, share_json)},
              {"unattributed_ppm", tier.unattributed_ppm}};
}

std::string one_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string to_json_line(const TraceAnswer& answer, const EngineInfo& engine) {
  Json json;
  json["schema"] = "tributary.trace/1";
  json["query"] = Json{
      {"path", answer.query_path}, {"sha256", answer.query_sha256}, {"duration_s", seconds(answer.query_duration_s)}};
  json["catalog"] = Json{{"recordings", answer.catalog_recordings}, {"snapshot", answer.catalog_snapshot}};
  json["verdict"] = answer.verdict == Verdict::kAttributed ? "attributed" : "insufficient";
  json["tiers"]["recording"] = tier_json(answer.recording);
  json["tiers"]["composition"] = tier_json(answer.composition);
  json["tiers"]["style"] = style_json(answer.style);
  json["matches"] = array_json(answer.matches, match_json);
  json["engine"] = Json{{"version", engine.version},
                        {"weights", answer.weights},
                        {"style_weights", answer.style_weights},
                        {"calibration", answer.calibration}};
  if (!engine.warning.empty()) json["engine"]["warning"] = engine.warning;
  return one_line(json);
}

std::string to_json_line(const Refusal& refusal) {
  return one_line(Json{{"schema", "tributary.refusal/1"}, {"path", refusal.path}, {"reason", refusal.reason}});
}

}  // namespace tributary::report
