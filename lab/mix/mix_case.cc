#include "lab/mix/mix_case.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

#include <nlohmann/json.hpp>

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

const char* tier_name(Tier tier) { return tier == Tier::kRecording ? "recording" : "composition"; }

Json truth_json(const TrueShare& share) {
  return Json{
      {"tier", tier_name(share.tier)}, {"work_id", share.work_id}, {"share", share.share}, {"spans_s", share.spans_s}};
}

TrueShare truth_from(const Json& json) {
  TrueShare share;
  share.tier = json.at("tier") == "recording" ? Tier::kRecording : Tier::kComposition;
  share.work_id = json.at("work_id");
  share.share = json.at("share");
  share.spans_s = json.at("spans_s").get<std::vector<std::pair<double, double>>>();
  return share;
}

}  // namespace

std::string true_work(const std::string& work_id) {
  return work_id.ends_with(kCopySuffix) ? work_id.substr(0, work_id.size() - std::string(kCopySuffix).size()) : work_id;
}

std::string to_json(const MixCase& mix_case) {
  Json json{{"name", mix_case.name},
            {"kind", mix_case.kind},
            {"treatment", mix_case.treatment},
            {"path", mix_case.path.string()},
            {"duration_s", mix_case.duration_s},
            {"groups", mix_case.groups}};
  json["truth"] = Json::array();
  for (const TrueShare& share : mix_case.truth) json["truth"].push_back(truth_json(share));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<MixCase> case_from_json(const std::string& text, const std::string& name) {
  try {
    const Json json = Json::parse(text);
    MixCase mix_case;
    mix_case.name = json.at("name");
    mix_case.kind = json.at("kind");
    mix_case.treatment = json.at("treatment");
    mix_case.path = json.at("path").get<std::string>();
    mix_case.duration_s = json.at("duration_s");
    mix_case.groups = json.at("groups").get<std::map<std::string, std::string>>();
    for (const Json& share : json.at("truth")) mix_case.truth.push_back(truth_from(share));
    return mix_case;
  } catch (const Json::exception& error) {
    return Error{ErrorCode::kInvalidInput, name + ": is no case: " + error.what()};
  }
}

Result<std::vector<MixCase>> read_cases(const fs::path& set) {
  std::error_code failure;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(set / "cases", failure))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  if (failure) return Error{ErrorCode::kNotFound, (set / "cases").string() + ": " + failure.message()};
  std::sort(files.begin(), files.end());
  std::vector<MixCase> cases;
  for (const fs::path& file : files) {
    std::ifstream stream(file);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    TRIBUTARY_ASSIGN(MixCase one, case_from_json(text, file.string()));
    cases.push_back(std::move(one));
  }
  return cases;
}

}  // namespace tributary::lab
