// What tracing a case of the mix lab gave, beside what is true of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "lab/mix/mix_case.h"
#include "tributary/result.h"

namespace tributary::lab {

struct MatchRecord {
  Tier tier = Tier::kRecording;
  double excess = 0;  // score less threshold
  double probability = 0;
  bool right = false;  // the work sounds there, for at least half of the match
  bool moved = false;  // at another tempo or pitch; of the recording tier

  bool operator==(const MatchRecord&) const = default;
};

// A work that has a share in truth or in the answer, with all recordings and copies of it.
struct ShareRecord {
  Tier tier = Tier::kRecording;
  std::string owner;
  double truth = 0;
  double share = 0;
  double low = 0;
  double high = 0;
  bool named = false;  // whether the answer names it

  bool operator==(const ShareRecord&) const = default;
};

struct CaseRecord {
  MixCase mix_case;
  bool attributed = false;
  std::int64_t recordings = 0;  // in the catalog
  double cpu_s = 0;
  std::vector<MatchRecord> matches;
  std::vector<MatchRecord> relaxed;  // what a part of the thresholds lets through; of no probability
  std::vector<ShareRecord> shares;

  bool operator==(const CaseRecord&) const = default;
};

// One line of JSON without the newline, and back; kInvalidInput names `name`.
std::string to_json_line(const CaseRecord& record);
Result<CaseRecord> record_from_json(const std::string& line, const std::string& name);

// The lines of a file; none where there is no file. A last line that was cut off is left out.
Result<std::vector<CaseRecord>> read_records(const std::filesystem::path& path);

}  // namespace tributary::lab
