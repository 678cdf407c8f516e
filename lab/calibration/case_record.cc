#include "lab/calibration/case_record.h"

#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tributary::lab {
namespace {

using Json = nlohmann::ordered_json;

const char* name_of(Tier tier) { return tier == Tier::kRecording ? "recording" : "composition"; }
Tier tier_from(const Json& json) { return json == "recording" ? Tier::kRecording : Tier::kComposition; }

Json matches_json(const std::vector<MatchRecord>& matches) {
  Json array = Json::array();
  for (const MatchRecord& match : matches)
    array.push_back(Json::array({name_of(match.tier), match.excess, match.probability, match.right, match.moved}));
  return array;
}

std::vector<MatchRecord> matches_from(const Json& json) {
  std::vector<MatchRecord> matches;
  for (const Json& match : json)
    matches.push_back({tier_from(match.at(0)), match.at(1), match.at(2), match.at(3), match.at(4)});
  return matches;
}

Json shares_json(const std::vector<ShareRecord>& shares) {
  Json array = Json::array();
  for (const ShareRecord& one : shares)
    array.push_back(Json::array({name_of(one.tier), one.owner, one.truth, one.share, one.low, one.high, one.named}));
  return array;
}

std::vector<ShareRecord> shares_from(const Json& json) {
  std::vector<ShareRecord> shares;
  for (const Json& one : json)
    shares.push_back({tier_from(one.at(0)), one.at(1), one.at(2), one.at(3), one.at(4), one.at(5), one.at(6)});
  return shares;
}

}  // namespace

std::string to_json_line(const CaseRecord& record) {
  const Json json{{"case", Json::parse(to_json(record.mix_case))},
                  {"attributed", record.attributed},
                  {"recordings", record.recordings},
                  {"cpu_s", record.cpu_s},
                  {"matches", matches_json(record.matches)},
                  {"relaxed", matches_json(record.relaxed)},
                  {"shares", shares_json(record.shares)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<CaseRecord> record_from_json(const std::string& line, const std::string& name) {
  try {
    const Json json = Json::parse(line);
    CaseRecord record;
    TRIBUTARY_ASSIGN(record.mix_case, case_from_json(json.at("case").dump(), name));
    record.attributed = json.at("attributed");
    record.recordings = json.at("recordings");
    record.cpu_s = json.at("cpu_s");
    record.matches = matches_from(json.at("matches"));
    record.relaxed = matches_from(json.at("relaxed"));
    record.shares = shares_from(json.at("shares"));
    return record;
  } catch (const Json::exception& error) {
    return Error{ErrorCode::kInvalidInput, name + ": is no record of a case: " + error.what()};
  }
}

Result<std::vector<CaseRecord>> read_records(const std::filesystem::path& path) {
  std::vector<CaseRecord> records;
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    if (file.eof()) break;  // cut off: no newline
    TRIBUTARY_ASSIGN(CaseRecord record, record_from_json(line, fmt::format("{}:{}", path.string(), ++number)));
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace tributary::lab
