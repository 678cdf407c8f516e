#include "pipeline/duplicates.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace tributary::pipeline {

std::vector<Duplicate> find_duplicates(const std::vector<catalog::StoredRecording>& recordings) {
  std::map<std::string, std::vector<const Recording*>> by_fingerprint;
  for (const auto& entry : recordings) by_fingerprint[entry.fingerprint.checksum].push_back(&entry.recording);
  std::vector<Duplicate> duplicates;
  for (auto& [checksum, equal] : by_fingerprint) {
    std::sort(equal.begin(), equal.end(),
              [](const Recording* a, const Recording* b) { return a->recording_id < b->recording_id; });
    for (std::size_t i = 1; i < equal.size(); ++i)
      duplicates.push_back({equal[0]->recording_id, equal[i]->recording_id, equal[i]->duration_s});
  }
  std::sort(duplicates.begin(), duplicates.end(), [](const Duplicate& a, const Duplicate& b) {
    return std::tie(a.recording_id, a.duplicate_id) < std::tie(b.recording_id, b.duplicate_id);
  });
  return duplicates;
}

}  // namespace tributary::pipeline
