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
  KeySet keys;            // in which it may play the query

  bool operator==(const ResemblingRecording&) const = default;
};

// At most `most` recordings, the likeliest first, ties by place. A recording counts as its nearest segment to any of
// the query's `segments`, and where the catalog has frames, as the score of its coarse alignment plus 40 times that
// cosine: the two fail with different music. Without frames all keys are likely. The answer does not depend on
// `threads`.
std::vector<ResemblingRecording> resembling_recordings(const CompositionFrames& frames,
                                                       std::span<const std::int8_t> segments,
                                                       const SegmentTable& catalog, bool any_key, std::size_t most,
                                                       std::size_t threads, const LeftOut& left_out);

}  // namespace tributary::trace
