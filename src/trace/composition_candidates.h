// Candidates of the composition tier: the recordings that resemble a stretch of a query at a first look.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "trace/candidates.h"
#include "trace/composition_frames.h"
#include "trace/segment_scan.h"

namespace tributary::trace {

struct ResemblingRecording {
  std::size_t place = 0;  // in the catalog
  double score = 0;       // a property of the query and the recording, whatever else the catalog holds
  KeySet keys;            // in which it may play the query

  bool operator==(const ResemblingRecording&) const = default;
};

// The recordings that score `least` or more, by place. A recording counts as its nearest segment to any of the query's
// `segments`, and where the catalog has frames, as the score of its coarse alignment plus 40 times that cosine: the two
// fail with different music. Without frames all keys are likely and all recordings with a segment are candidates. The
// answer does not depend on `threads`.
std::vector<ResemblingRecording> resembling_recordings(const CompositionFrames& frames,
                                                       std::span<const std::int8_t> segments,
                                                       const SegmentTable& catalog, bool any_key, double least,
                                                       std::size_t threads, const LeftOut& left_out);

}  // namespace tributary::trace
