#include "report/catalog_json.h"

#include <cmath>
#include <vector>

#include <nlohmann/json.hpp>

namespace tributary::report {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value, double scale) { return std::round(value * scale) / scale + 0.0; }

Json findings_json(const std::vector<Finding>& findings) {
  Json array = Json::array();
  for (const Finding& finding : findings) array.push_back(Json{{"place", finding.place}, {"reason", finding.reason}});
  return array;
}

Json duplicates_json(const std::vector<Duplicate>& duplicates) {
  Json array = Json::array();
  for (const Duplicate& duplicate : duplicates)
    array.push_back(Json{{"recording_id", duplicate.recording_id},
                         {"duplicate_id", duplicate.duplicate_id},
                         {"matched_s", rounded(duplicate.matched_s, 1000)},
                         {"matched_fraction", rounded(duplicate.matched_fraction, 10000)}});
  return array;
}

Json owners_json(const std::vector<Ownership>& owners) {
  Json array = Json::array();
  for (const Ownership& part : owners) array.push_back(Json{{"owner", part.owner}, {"share_ppm", part.share_ppm}});
  return array;
}

std::string one_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string to_json_line(const Recording& recording) {
  Json json{{"schema", "tributary.recording/1"},
            {"recording_id", recording.recording_id},
            {"content_sha256", recording.content_sha256},
            {"path", recording.path},
            {"title", recording.title},
            {"artist", recording.artist},
            {"work_id", recording.work_id},
            {"isrc", recording.isrc},
            {"iswc", recording.iswc},
            {"ai_use", recording.ai_use},
            {"owners", owners_json(recording.owners)},
            {"tags", Json::object()},
            {"duration_s", rounded(recording.duration_s, 1000)},
            {"loudness_lufs", rounded(recording.loudness_lufs, 100)}};
  for (const auto& [name, value] : recording.tags) json["tags"][name] = value;
  return one_line(json);
}

std::string to_json_line(const ImportReport& report) {
  return one_line(Json{{"schema", "tributary.import/1"},
                       {"added", report.added},
                       {"changed", report.changed},
                       {"unchanged", report.unchanged},
                       {"repeated", report.repeated},
                       {"passed_over", report.passed_over},
                       {"titles_from_file_names", report.titles_from_file_names},
                       {"artists_from_folders", report.artists_from_folders},
                       {"refused", findings_json(report.refused)},
                       {"catalog", Json{{"recordings", report.recordings}, {"snapshot", report.snapshot}}}});
}

std::string to_json_line(const RemoveReport& report) {
  return one_line(
      Json{{"schema", "tributary.remove/1"}, {"removed", report.removed}, {"damaged", findings_json(report.damaged)}});
}

std::string to_json_line(const CheckReport& report) {
  return one_line(Json{{"schema", "tributary.check/1"},
                       {"recordings", report.recordings},
                       {"segments", report.segments},
                       {"problems", findings_json(report.problems)},
                       {"notices", findings_json(report.notices)},
                       {"duplicates", duplicates_json(report.duplicates)},
                       {"catalog", Json{{"recordings", report.searchable_recordings}, {"snapshot", report.snapshot}}}});
}

}  // namespace tributary::report
