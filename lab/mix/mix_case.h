// A case of the mix lab: a suspect, how it was made, and what is true of it.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tributary/result.h"
#include "tributary/trace_answer.h"

namespace tributary::lab {

// What a work truly has of a suspect.
struct TrueShare {
  Tier tier = Tier::kRecording;
  std::string work_id;
  double share = 0;                                // of the sounding time, weighted by energy where others sound too
  std::vector<std::pair<double, double>> spans_s;  // when it sounds, start and end

  bool operator==(const TrueShare&) const = default;
};

struct MixCase {
  std::string name;
  std::string kind;            // "montage", "layered", "version", "nothing_held", ...
  std::string treatment;       // what the whole went through last
  std::filesystem::path path;  // the audio file, relative to the set
  double duration_s = 0;
  std::map<std::string, std::string> groups;  // "style", "tradition", "vocals": what it belongs to, where known
  std::vector<TrueShare> truth;               // empty: nothing of it is in the catalog

  bool operator==(const MixCase&) const = default;
};

// Catalogs hold some works twice, the second time as another work. Both are one for the truth: what a work_id means.
std::string true_work(const std::string& work_id);
inline constexpr const char* kCopySuffix = " (copy)";

// An object of JSON; the other way, kInvalidInput names `name` and what is missing.
std::string to_json(const MixCase& mix_case);
Result<MixCase> case_from_json(const std::string& text, const std::string& name);

// All cases of a set, by name.
Result<std::vector<MixCase>> read_cases(const std::filesystem::path& set);

}  // namespace tributary::lab
