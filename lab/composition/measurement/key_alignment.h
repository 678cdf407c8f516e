// Key alignment: subsequence alignment of two recordings in the best of 12 keys.
#pragma once

#include "lab/composition/measurement/recording_features.h"
#include "lab/composition/pairs/subsequence_alignment.h"

namespace tributary::lab {

// The best alignment over the 12 rolls of the query's pitch classes; score -1 where either side has no frames or their
// channels differ.
SubsequenceAlignment align_over_keys(const PitchClassFrames& query, const PitchClassFrames& reference);

// The greatest cosine between a segment of one and a segment of the other; -1 where either has none or their
// dimensions differ.
float nearest_segments(const SegmentVectors& query, const SegmentVectors& reference);

}  // namespace tributary::lab
