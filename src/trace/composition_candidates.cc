#include "trace/composition_candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tributary::trace {
namespace {

constexpr double kNone = -std::numeric_limits<double>::infinity();
constexpr double kSimilarityWeight = 40;  // a cosine against sums of cosines
// A coarse frame is as long as most notes, so that a step over one costs more.
constexpr PathCosts kCoarseCosts = {0.6, 1.0};

// The largest cosine of each recording's segments with those of the query; kNone where there is none.
std::vector<double> similarities(std::span<const std::int8_t> segments, const SegmentTable& catalog,
                                 const LeftOut& left_out) {
  std::vector<double> nearest(catalog.recordings(), kNone);
  for (const auto& candidates : catalog.nearest(segments, catalog.recordings(), left_out))
    for (const SegmentCandidate& candidate : candidates)
      nearest[candidate.recording] = std::max(nearest[candidate.recording], candidate.similarity);
  return nearest;
}

}  // namespace

std::vector<ResemblingRecording> resembling_recordings(const CompositionFrames& frames,
                                                       std::span<const std::int8_t> segments,
                                                       const SegmentTable& catalog, bool any_key, double least,
                                                       std::size_t threads, const LeftOut& left_out) {
  const std::vector<double> nearest = similarities(segments, catalog, left_out);
  std::vector<ResemblingRecording> recordings;
  if (!catalog.has_frames()) {
    for (std::size_t i = 0; i < nearest.size(); ++i)
      if (nearest[i] > kNone)
        recordings.push_back({i, kSimilarityWeight * nearest[i], any_key ? KeySet().set() : KeySet(1)});
    return recordings;
  }
  const auto looks = catalog.look_coarsely(frames.centred(), any_key, kCoarseCosts, threads, left_out);
  for (std::size_t i = 0; i < looks.size(); ++i) {
    const double score = looks[i].score + kSimilarityWeight * std::max(nearest[i], -1.0);
    if (score > kNone && score >= least) recordings.push_back({i, score, looks[i].keys});
  }
  return recordings;
}

}  // namespace tributary::trace
