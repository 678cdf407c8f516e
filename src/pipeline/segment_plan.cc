#include "pipeline/segment_plan.h"

#include <algorithm>
#include <cmath>

namespace tributary::pipeline {
namespace {

double weight_s(const catalog::StoredSegment& segment) {
  return segment.duration_s + kRecordingExtraS * static_cast<double>(segment.recordings);
}

double weight_s(const catalog::SegmentMember& member) { return member.duration_s + kRecordingExtraS; }

}  // namespace

std::vector<std::int64_t> segments_to_absorb(double waiting_s, std::vector<catalog::StoredSegment> segments) {
  std::sort(segments.begin(), segments.end(), [](const auto& a, const auto& b) { return weight_s(a) < weight_s(b); });
  std::vector<std::int64_t> absorbed;
  double gathered_s = waiting_s;
  for (const catalog::StoredSegment& segment : segments) {
    if (weight_s(segment) > 2 * gathered_s || gathered_s + weight_s(segment) > kSegmentMaxS) break;
    gathered_s += weight_s(segment);
    absorbed.push_back(segment.segment_id);
  }
  return absorbed;
}

std::vector<std::size_t> cut_into_segments(std::span<const catalog::SegmentMember> members) {
  double total_s = 0;
  for (const auto& member : members) total_s += weight_s(member);
  const double even_s = total_s / std::ceil(std::max(1.0, total_s / kSegmentMaxS));
  std::vector<std::size_t> sizes;
  double run_s = 0;
  for (const auto& member : members) {
    const bool full = run_s >= even_s * (1 - 1e-9) || run_s + weight_s(member) > kSegmentMaxS;
    if (sizes.empty() || (full && sizes.back() > 0)) {
      sizes.push_back(0);
      run_s = 0;
    }
    ++sizes.back();
    run_s += weight_s(member);
  }
  return sizes;
}

}  // namespace tributary::pipeline
