// For tests: a catalog of fingerprints in memory, with its segments and its references.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "dsp/fingerprint.h"
#include "index/landmark_segment.h"
#include "trace/recording_tier.h"

namespace tributary::trace {

class SyntheticCatalog {
 public:
  void add(const std::string& recording_id, const dsp::Fingerprint& fingerprint) {
    order_.push_back(recording_id);
    references_[recording_id] = std::make_shared<const ReferencePeaks>(fingerprint);
  }

  // The recordings in the order they were added, or the other way round, divided among so many segments.
  std::vector<index::LandmarkSegment> segments(std::size_t count, bool reversed = false) const {
    std::vector<std::string> order = order_;
    if (reversed) order.assign(order_.rbegin(), order_.rend());
    std::vector<std::vector<index::IndexedRecording>> parts(count);
    for (std::size_t i = 0; i < order.size(); ++i)
      parts[i * count / order.size()].push_back({order[i], &references_.at(order[i])->fingerprint()});
    std::vector<index::LandmarkSegment> segments;
    for (const auto& part : parts) {
      auto bytes = index::encode_segment(part);
      TRIBUTARY_CHECK(bytes.ok());
      auto segment = index::LandmarkSegment::from_bytes(std::move(bytes).value(), "segment");
      TRIBUTARY_CHECK(segment.ok());
      segments.push_back(std::move(segment).value());
    }
    return segments;
  }

  ReferenceSource source() const {
    return
        [this](const std::string& id) -> Result<std::shared_ptr<const ReferencePeaks>> { return references_.at(id); };
  }

 private:
  std::vector<std::string> order_;
  std::map<std::string, std::shared_ptr<const ReferencePeaks>> references_;
};

inline std::vector<const index::LandmarkSegment*> pointers_to(const std::vector<index::LandmarkSegment>& segments) {
  std::vector<const index::LandmarkSegment*> pointers;
  pointers.reserve(segments.size());
  for (const auto& segment : segments) pointers.push_back(&segment);
  return pointers;
}

}  // namespace tributary::trace
