// Candidates of the composition tier: the recordings whose segments are nearest to one of the query's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "index/composition_features.h"
#include "trace/candidates.h"

namespace tributary::trace {

struct SegmentCandidate {
  std::size_t recording = 0;  // its place in the table
  std::size_t segment = 0;    // the nearest of its segments
  double similarity = 0;      // cosine

  bool operator==(const SegmentCandidate&) const = default;
};

// The segment vectors of a catalog, one recording after the other: 128 bytes each. They are all compared, so that a
// candidate is never missed for want of a better index; 46 MB, or 10,000 recordings of three minutes, take
// milliseconds.
class SegmentTable {
 public:
  // `segments` as index::CompositionFeatures has them; a recording without any is never a candidate.
  void add(std::string recording_id, std::span<const std::int8_t> segments);

  std::size_t recordings() const { return recording_ids_.size(); }
  const std::string& recording_id(std::size_t recording) const { return recording_ids_[recording]; }
  std::size_t segments() const { return values_.size() / index::kCompositionSegmentValues; }

  // For each of the query's segments the `most` nearest recordings, by similarity, then by place in the table. A query
  // segment of zeros has none. Safe from several threads.
  std::vector<std::vector<SegmentCandidate>> nearest(std::span<const std::int8_t> query_segments, std::size_t most,
                                                     const LeftOut& left_out = {}) const;

 private:
  std::vector<std::string> recording_ids_;
  std::vector<std::size_t> first_segments_ = {0};  // per recording, then the number of all
  std::vector<std::int8_t> values_;
};

}  // namespace tributary::trace
