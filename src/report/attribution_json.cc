#include "report/attribution_json.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/hash.h"

namespace tributary::report {
namespace {

using Json = nlohmann::json;

Error invalid(std::string reason) { return Error{ErrorCode::kInvalidInput, std::move(reason)}; }

// The member of an object; null where there is none, or the value is no object.
const Json& member(const Json& object, const char* name) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(name);
  return found == object.end() ? kNull : *found;
}

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

// A share in parts per million; -1 where the value is none.
Ppm ppm_of(const Json& value) {
  if (!value.is_number_integer()) return -1;
  const auto number = value.get<std::int64_t>();
  return number < 0 || number > kWholePpm ? -1 : static_cast<Ppm>(number);
}

// The least probability of the source's matches in the tier; all of it where no match has one.
Result<Ppm> confidence_of(const Json& matches, const std::string& tier, const std::string& recording_id) {
  double least = 1;
  for (const Json& match : matches) {
    if (text_of(member(match, "tier")) != tier || text_of(member(match, "recording_id")) != recording_id) continue;
    const Json& probability = member(match, "probability");
    if (probability.is_null()) continue;
    if (!probability.is_number() || probability.get<double>() < 0 || probability.get<double>() > 1)
      return invalid(fmt::format("a match of {} has a probability outside 0 to 1", recording_id));
    least = std::min(least, probability.get<double>());
  }
  return static_cast<Ppm>(std::llround(least * kWholePpm));
}

Result<void> add_tier(const std::string& tier, const Json& answer, const Json& matches, TrackAttribution& track) {
  std::int64_t total = ppm_of(member(answer, "unattributed_ppm"));
  if (total < 0) return invalid(fmt::format("the tier {} has no unattributed_ppm from 0 to 1000000", tier));
  const Json& works = member(answer, "works");
  if (!works.is_array()) return invalid(fmt::format("the tier {} has no list of works", tier));
  for (const Json& work : works) {
    UsageShare share{tier, text_of(member(work, "recording_id")), text_of(member(work, "work_id")),
                     ppm_of(member(work, "share_ppm")), kWholePpm};
    if (share.recording_id.empty() && share.work_id.empty())
      return invalid(fmt::format("a source in the tier {} has neither recording_id nor work_id", tier));
    if (share.share_ppm < 0) return invalid(fmt::format("a source in the tier {} has no share_ppm", tier));
    total += share.share_ppm;
    if (share.share_ppm == 0) continue;
    TRIBUTARY_ASSIGN(share.confidence_ppm, confidence_of(matches, tier, share.recording_id));
    track.shares.push_back(std::move(share));
  }
  if (total != kWholePpm)
    return invalid(fmt::format("the tier {} adds up to {} ppm, and not to {}", tier, total, kWholePpm));
  return {};
}

std::string track_id_of(const Json& query, const TrackNames& names) {
  const std::filesystem::path path = text_of(member(query, "path"));
  for (const std::string& key : {path.string(), path.filename().string(), text_of(member(query, "sha256"))})
    if (const auto named = names.find(key); named != names.end() && !key.empty()) return named->second;
  return path.stem().string();
}

Result<TrackAttribution> parse_line(std::string_view line, const TrackNames& names) {
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) return invalid("is no JSON");
  const std::string schema = text_of(member(json, "schema"));
  if (schema == "tributary.refusal/1")
    return invalid(
        fmt::format("the trace refused {}: {}", text_of(member(json, "path")), text_of(member(json, "reason"))));
  if (schema != "tributary.trace/1")
    return invalid(fmt::format("has the schema \"{}\", and not tributary.trace/1", schema));
  TrackAttribution track;
  track.track_id = track_id_of(member(json, "query"), names);
  if (track.track_id.empty()) return invalid("names no query");
  track.evidence_id = base::sha256_of_text(line);
  const Json& tiers = member(json, "tiers");
  if (!tiers.is_object()) return invalid("has no tiers");
  for (const auto& [tier, answer] : tiers.items())
    TRIBUTARY_TRY(add_tier(tier, answer, member(json, "matches"), track));
  return track;
}

}  // namespace

Attributions read_attributions(std::string_view text, std::string_view name, const TrackNames& names) {
  Attributions attributions;
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    auto track = parse_line(line, names);
    if (track)
      attributions.tracks.push_back(std::move(*track));
    else
      attributions.refused.push_back({fmt::format("{}:{}", name, number), track.error().message});
  }
  return attributions;
}

}  // namespace tributary::report
