// How recordings are spread over the files of the landmark index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "catalog/stored_recording.h"

namespace tributary::pipeline {

// Of audio in one segment, which bounds the memory that building it takes.
inline constexpr double kSegmentMaxS = 30 * 3600.0;

// What a recording counts beyond its duration: more than the gap that an index segment leaves after it, of
// which many short recordings make many hours.
inline constexpr double kRecordingExtraS = 9;

// The ids of the segments that are built anew together with waiting recordings of `waiting_s` seconds: as
// long as there is one at most twice as long as what has been gathered, and all fit into one segment. Each
// segment left is thus either large or more than twice as long as the next smaller one, which keeps their
// number logarithmic.
std::vector<std::int64_t> segments_to_absorb(double waiting_s, std::vector<catalog::StoredSegment> segments);

// Cuts the members, in their order, into runs of similar length, none longer than kSegmentMaxS unless it is
// a single recording; gives each run's number of members.
std::vector<std::size_t> cut_into_segments(std::span<const catalog::SegmentMember> members);

}  // namespace tributary::pipeline
