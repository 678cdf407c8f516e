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

std::vector<std::size_t> highest(const std::vector<double>& scores, std::size_t most) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (scores[i] > kNone) places.push_back(i);
  const std::size_t kept = std::min(most, places.size());
  std::partial_sort(
      places.begin(), places.begin() + static_cast<std::ptrdiff_t>(kept), places.end(),
      [&](std::size_t a, std::size_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
  places.resize(kept);
  return places;
}

}  // namespace

std::vector<ResemblingRecording> resembling_recordings(const CompositionFrames& frames,
                                                       std::span<const std::int8_t> segments,
                                                       const SegmentTable& catalog, bool any_key, std::size_t most,
                                                       std::size_t threads, const LeftOut& left_out) {
  std::vector<double> scores = similarities(segments, catalog, left_out);
  std::vector<KeySet> keys(scores.size(), any_key ? KeySet().set() : KeySet(1));
  if (catalog.has_frames()) {
    const auto looks = catalog.look_coarsely(frames.centred(), any_key, kCoarseCosts, threads, left_out);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      scores[i] = looks[i].score + kSimilarityWeight * std::max(scores[i], -1.0);
      keys[i] = looks[i].keys;
    }
  }
  std::vector<ResemblingRecording> recordings;
  for (const std::size_t place : highest(scores, most)) recordings.push_back({place, keys[place]});
  return recordings;
}

}  // namespace tributary::trace
