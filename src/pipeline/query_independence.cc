#include "pipeline/query_independence.h"

#include <fmt/format.h>

namespace tributary::pipeline {

void QueryIndependence::add(const TraceAnswer& answer) {
  if (!queries_.insert(answer.query_sha256).second) return;
  for (const auto& [tier, shares] : {std::pair(Tier::kRecording, &answer.recording.shares),
                                     std::pair(Tier::kComposition, &answer.composition.shares)}) {
    std::set<std::string> works;
    for (const RecordingShare& share : *shares) works.insert(share.work_id);
    for (const std::string& work : works) ++answered_with_[{tier, work}];
  }
}

std::string QueryIndependence::warning() const {
  if (queries_.size() < kQueriesMin) return {};
  const std::pair<const std::pair<Tier, std::string>, std::size_t>* most = nullptr;
  for (const auto& one : answered_with_)
    if (most == nullptr || one.second > most->second) most = &one;
  if (most == nullptr || static_cast<double>(most->second) < kPartMax * static_cast<double>(queries_.size())) return {};
  return fmt::format(
      "the tier {} answers {} of {} different files with the same work, {}: unless they are all about that work, the "
      "answers do not depend on what is asked, and none of them can be relied on",
      most->first.first == Tier::kRecording ? "recording" : "composition", most->second, queries_.size(),
      most->first.second);
}

}  // namespace tributary::pipeline
