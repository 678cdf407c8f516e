#include "lab/composition/measurement/tier_methods.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "trace/composition_frames.h"
#include "trace/frame_products.h"
#include "trace/score_cohort.h"

namespace tributary::lab {
namespace {

// Recordings whose frames are compared in any order.
constexpr std::size_t kOrdered = 64;
constexpr double kUnseen = -std::numeric_limits<double>::infinity();

std::vector<Match> unseen(std::size_t count) { return std::vector<Match>(count, Match{kUnseen, std::nullopt}); }

MatchedPassage passage_of(const trace::CompositionRegion& region) {
  return {region.query_begin_s, region.query_end_s, region.reference_begin_s, region.reference_end_s};
}

void keep_best(Match& best, double score, const trace::CompositionRegion& region) {
  if (score > best.score) best = {score, passage_of(region)};
}

// The mean cosine of each frame of the query and its nearest of the recording.
double nearest_frames_score(const trace::CompositionFrames& query, const trace::FrameColumns& reference) {
  if (query.size() == 0 || reference.size() == 0) return 0;
  std::vector<std::int32_t> products(trace::product_rows(query.size()) * reference.width());
  trace::multiply_frames(query, reference, products);
  double sum = 0;
  for (std::size_t i = 0; i < query.size(); ++i) {
    const std::int32_t* row = products.data() + i * reference.width();
    sum += *std::max_element(row, row + reference.size());
  }
  return sum / static_cast<double>(query.size()) / (trace::kFrameNorm * trace::kFrameNorm);
}

}  // namespace

TierMethods::TierMethods(StoredFeatures catalog, bool ablations, const trace::StandingCohort& standing_cohort,
                         std::vector<double> wander_costs)
    : catalog_(std::move(catalog)),
      ablations_(ablations),
      standing_cohort_(standing_cohort),
      wander_costs_(std::move(wander_costs)) {
  for (std::size_t i = 0; i < catalog_.size(); ++i) table_.add(std::to_string(i), *catalog_[i]);
}

TierMethods::Found TierMethods::find(const index::CompositionFeatures& query,
                                     const trace::CompositionSearch& search) const {
  using Stored = std::shared_ptr<const index::CompositionFeatures>;
  const trace::CompositionSource source = [&](const std::string& id) -> Result<Stored> {
    return Stored(Stored(), catalog_[std::stoul(id)]);  // owned by whoever made this
  };
  const std::vector<Match> none = unseen(catalog_.size());
  Found found{none, none, std::vector<std::vector<Match>>(wander_costs_.size(), none)};
  const auto matches = trace::find_compositions(query, table_, source, 1, search);
  for (const trace::CompositionMatch& match : matches.value()) {  // the source does not fail
    const std::size_t place = std::stoul(match.recording_id);
    keep_best(found.normalised[place], match.normalised_score, match.region);
    keep_best(found.raw[place], match.region.score, match.region);
    const double aligned = match.normalised_score - trace::steadiness(match.region, search.wander_cost);
    for (std::size_t i = 0; i < wander_costs_.size(); ++i)
      keep_best(found.at_cost[i][place], aligned + trace::steadiness(match.region, wander_costs_[i]), match.region);
  }
  return found;
}

std::vector<Match> TierMethods::nearest_segments(const index::CompositionFeatures& query) const {
  std::vector<Match> matches = unseen(catalog_.size());
  for (const auto& candidates : table_.nearest(query.segments, catalog_.size()))
    for (const trace::SegmentCandidate& candidate : candidates)
      matches[candidate.recording].score = std::max(matches[candidate.recording].score, candidate.similarity);
  return matches;
}

std::vector<Match> TierMethods::nearest_frames(const index::CompositionFeatures& query,
                                               std::vector<Match> segments) const {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < segments.size(); ++i)
    if (!std::isinf(segments[i].score)) order.push_back(i);
  const std::size_t count = std::min(kOrdered, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                    [&](std::size_t a, std::size_t b) { return segments[a].score > segments[b].score; });
  order.resize(count);
  const trace::CompositionFrames centred = trace::CompositionFrames(query.frames).centred();
  std::vector<double> scores;
  for (const std::size_t place : order) {
    const trace::FrameColumns reference{trace::CompositionFrames(catalog_[place]->frames)};
    double best = -1;
    for (int shift = 0; shift < 12; ++shift)
      best = std::max(best, nearest_frames_score(centred.lowered(shift), reference));
    scores.push_back(best);
  }
  std::vector<Match> matches = unseen(catalog_.size());
  const auto cohort = trace::ScoreCohort::from(scores);
  for (std::size_t i = 0; i < count; ++i) matches[order[i]].score = cohort ? cohort->normalised(scores[i]) : scores[i];
  return matches;
}

std::vector<MethodMatches> TierMethods::match(const index::CompositionFeatures& query) const {
  trace::CompositionSearch search;
  search.threshold = kUnseen;
  search.standing_cohort = &standing_cohort_;
  std::vector<MethodMatches> all;
  Found found = find(query, search);
  all.push_back({"composition tier", std::move(found.normalised), trace::kCompositionThreshold});
  for (std::size_t i = 0; i < wander_costs_.size(); ++i)
    all.push_back(
        {fmt::format("composition tier, wander cost {}", wander_costs_[i]), std::move(found.at_cost[i]), std::nullopt});
  if (!ablations_) return all;
  const auto segments = nearest_segments(query);
  all.push_back({"segments only", segments, std::nullopt});
  all.push_back({"composition tier, frames in any order", nearest_frames(query, segments), std::nullopt});
  all.push_back({"composition tier, raw scores", std::move(found.raw), std::nullopt});
  search.effort.any_key = false;
  all.push_back({"composition tier, one key", find(query, search).normalised, std::nullopt});
  return all;
}

}  // namespace tributary::lab
