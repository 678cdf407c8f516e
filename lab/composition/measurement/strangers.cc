#include "lab/composition/measurement/strangers.h"

#include <algorithm>
#include <memory>
#include <tuple>

#include <fmt/format.h>

#include "base/parallel.h"
#include "lab/composition/measurement/proportion.h"
#include "lab/composition/measurement/tally.h"
#include "trace/composition_tier.h"

namespace tributary::lab {
namespace {

using index::kCompositionFramesPerSecond;
using index::kCompositionFrameValues;
using index::kCompositionSegmentValues;

constexpr std::size_t kShown = 10;

StrangerScore best_of(const std::vector<trace::CompositionMatch>& matches, StrangerScore passage) {
  passage.score = kStrangerScoreMin;
  for (const trace::CompositionMatch& match : matches) {
    if (match.normalised_score <= passage.score) continue;
    passage.score = match.normalised_score;
    passage.nearest = std::stoul(match.recording_id);
  }
  return passage;
}

}  // namespace

index::CompositionFeatures passage_of(const index::CompositionFeatures& whole, std::size_t first, std::size_t count) {
  constexpr auto kFramesPerHop =
      static_cast<std::size_t>(index::kCompositionSegmentHop_s * kCompositionFramesPerSecond);
  constexpr auto kFramesPerSegment =
      static_cast<std::size_t>(index::kCompositionSegmentSeconds * kCompositionFramesPerSecond);
  const std::size_t begin = std::min(first, whole.frame_count());
  const std::size_t end = std::min(begin + count, whole.frame_count());
  index::CompositionFeatures passage;
  const auto frames =
      std::span(whole.frames).subspan(begin * kCompositionFrameValues, (end - begin) * kCompositionFrameValues);
  passage.frames.assign(frames.begin(), frames.end());
  const std::size_t hops = end - begin > kFramesPerSegment ? (end - begin - kFramesPerSegment) / kFramesPerHop : 0;
  const std::size_t first_segment = std::min(begin / kFramesPerHop, whole.segment_count());
  const std::size_t last_segment = std::min(first_segment + hops + 1, whole.segment_count());
  const auto segments = std::span(whole.segments)
                            .subspan(first_segment * kCompositionSegmentValues,
                                     (last_segment - first_segment) * kCompositionSegmentValues);
  passage.segments.assign(segments.begin(), segments.end());
  return passage;
}

std::vector<StrangerScore> score_strangers(const StoredFeatures& catalog, std::span<const std::string> owners,
                                           std::size_t passages, double length_s, std::size_t threads,
                                           const trace::StandingCohort& standing_cohort) {
  trace::SegmentTable table;
  for (std::size_t i = 0; i < catalog.size(); ++i) table.add(std::to_string(i), *catalog[i]);
  using Stored = std::shared_ptr<const index::CompositionFeatures>;
  const trace::CompositionSource source = [&](const std::string& id) -> Result<Stored> {
    return Stored(Stored(), catalog[std::stoul(id)]);  // owned by whoever calls this
  };
  trace::CompositionSearch search;
  search.threshold = kStrangerScoreMin;
  search.standing_cohort = &standing_cohort;
  const auto count = static_cast<std::size_t>(length_s * kCompositionFramesPerSecond);
  std::vector<StrangerScore> scores(catalog.size() * passages);
  base::parallel_for(scores.size(), threads, [&](std::size_t i) {
    const std::size_t recording = i / passages;
    const std::size_t frames = catalog[recording]->frame_count();
    const std::size_t first = (frames - std::min(frames, count)) * (2 * (i % passages) + 1) / (2 * passages);
    const trace::LeftOut left_out = [&](const std::string& id) { return owners[std::stoul(id)] == owners[recording]; };
    const auto matches =
        trace::find_compositions(passage_of(*catalog[recording], first, count), table, source, 1, search, left_out);
    scores[i] = best_of(matches.value(),  // the source does not fail
                        {recording, static_cast<double>(first) / kCompositionFramesPerSecond, 0, 0});
  });
  std::sort(scores.begin(), scores.end(), [](const StrangerScore& a, const StrangerScore& b) {
    return std::tuple(-a.score, a.recording, a.start_s) < std::tuple(-b.score, b.recording, b.start_s);
  });
  return scores;
}

std::string strangers_table(std::span<const StrangerScore> scores, const CompositionSet& set) {
  std::vector<double> all;
  for (const StrangerScore& one : scores) all.push_back(one.score);
  std::string text = fmt::format("{} passages among recordings of others: {:.1f}% exceed {:.4f}; the highest\n",
                                 scores.size(), 100 * kMostFalsePositives, threshold_for(all, kMostFalsePositives));
  for (const StrangerScore& one : scores.first(std::min(kShown, scores.size())))
    text += fmt::format("  {:.4f}  {} at {:.1f} s in {}\n", one.score, set.catalog[one.recording].work_id, one.start_s,
                        set.catalog[one.nearest].work_id);
  return text + "\n";
}

}  // namespace tributary::lab
