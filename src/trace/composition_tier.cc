#include "trace/composition_tier.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "base/parallel.h"
#include "trace/composition_candidates.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kStretchFrames = 150;
constexpr std::size_t kStretchHopFrames = 75;
// What continues a match on its line: this far off, at a tempo this near.
constexpr double kJoinOffset_s = 1.5;
constexpr double kJoinTempo = 0.1;

// Frames [first, last) of the query and the segments [first, last) that lie in them.
struct Stretch {
  std::size_t first_frame = 0;
  std::size_t last_frame = 0;
  std::size_t first_segment = 0;
  std::size_t last_segment = 0;
};

std::vector<Stretch> divide(const index::CompositionFeatures& query) {
  constexpr auto kFramesPerHop =
      static_cast<std::size_t>(index::kCompositionSegmentHop_s * index::kCompositionFramesPerSecond);
  constexpr auto kFramesPerSegment =
      static_cast<std::size_t>(index::kCompositionSegmentSeconds * index::kCompositionFramesPerSecond);
  const std::size_t frames = query.frame_count();
  std::vector<Stretch> stretches;
  for (std::size_t first = 0; first == 0 || first + kStretchHopFrames < frames; first += kStretchHopFrames) {
    Stretch stretch{first, std::min(frames, first + kStretchFrames), first / kFramesPerHop, 0};
    const std::size_t length = stretch.last_frame - stretch.first_frame;
    const std::size_t hops = length > kFramesPerSegment ? (length - kFramesPerSegment) / kFramesPerHop : 0;
    stretch.first_segment = std::min(stretch.first_segment, query.segment_count());
    stretch.last_segment = std::min(stretch.first_segment + hops + 1, query.segment_count());
    stretches.push_back(stretch);
    if (stretch.last_frame == frames) break;
  }
  return stretches;
}

class Search {
 public:
  Search(const index::CompositionFeatures& query, const SegmentTable& catalog, const CompositionSource& source,
         std::size_t threads, const CompositionSearch& search)
      : query_(query),
        catalog_(catalog),
        source_(source),
        threads_(std::max<std::size_t>(threads, 1)),
        search_(search) {}

  Result<std::vector<CompositionMatch>> run(const LeftOut& left_out) {
    std::vector<CompositionMatch> matches;
    for (const Stretch& stretch : divide(query_)) {
      const CompositionFrames frames(
          std::span(query_.frames)
              .subspan(stretch.first_frame * kFrameValues, (stretch.last_frame - stretch.first_frame) * kFrameValues));
      const auto segments =
          std::span(query_.segments)
              .subspan(stretch.first_segment * index::kCompositionSegmentValues,
                       (stretch.last_segment - stretch.first_segment) * index::kCompositionSegmentValues);
      TRIBUTARY_TRY(search_stretch(stretch, frames, segments, left_out, matches));
    }
    return matches;
  }

 private:
  struct Candidate {
    ResemblingRecording recording;
    std::shared_ptr<const ReferenceFrames> frames;
    CompositionLook look;
    double score = 0;
  };

  // What the stretch before resembled already is taken from there.
  Result<std::vector<Candidate>> fetch(const std::vector<ResemblingRecording>& recordings) {
    std::vector<Candidate> candidates(recordings.size());
    std::vector<std::optional<Error>> failures(recordings.size());
    base::parallel_for(recordings.size(), threads_, [&](std::size_t i) {
      candidates[i].recording = recordings[i];
      if (const auto known = prepared_.find(recordings[i].place); known != prepared_.end()) {
        candidates[i].frames = known->second;
        return;
      }
      const auto features = source_(catalog_.recording_id(recordings[i].place));
      if (features) {
        candidates[i].frames = std::make_shared<const ReferenceFrames>(CompositionFrames((*features)->frames));
      } else {
        failures[i] = features.error();
      }
    });
    for (const auto& failure : failures)
      if (failure) return *failure;
    prepared_.clear();
    for (const Candidate& candidate : candidates) prepared_.emplace(candidate.recording.place, candidate.frames);
    return candidates;
  }

  void align(const CompositionFrames& frames, std::size_t count,
             const std::function<void(CompositionAligner&, std::size_t)>& job) const {
    align_each(frames, search_.costs, search_.effort, threads_, count, job);
  }

  // Those that are scored in full, and what they reach.
  void score_likely(const CompositionFrames& frames, const ChanceLevels& chance,
                    std::vector<Candidate>& candidates) const {
    align(frames, candidates.size(), [&](CompositionAligner& aligner, std::size_t i) {
      Candidate& one = candidates[i];
      one.look = aligner.look(*one.frames, one.recording.keys);
    });
    std::erase_if(candidates,
                  [&](const Candidate& one) { return chance.look.normalised(one.look.score) < search_.least_look; });
    align(frames, candidates.size(), [&](CompositionAligner& aligner, std::size_t i) {
      candidates[i].score = aligner.score(*candidates[i].frames, candidates[i].look.key);
    });
  }

  // What a region's score gains beside its alignment, and the most that any can.
  double gain(const CompositionRegion& region, double stretch_s) const {
    return steadiness(region, search_.wander_cost) +
           brevity(region.query_end_s - region.query_begin_s, stretch_s, search_.length_cost) + allowance(stretch_s);
  }
  double most_gain(double stretch_s) const {
    return (search_.wander_cost > 0 ? kSteadinessMost : 0) + (search_.length_cost > 0 ? kBrevityMost : 0) +
           allowance(stretch_s);
  }

  // Regions are sought only where the best path may reach the threshold: no other does.
  Result<void> search_stretch(const Stretch& stretch, const CompositionFrames& frames,
                              std::span<const std::int8_t> segments, const LeftOut& left_out,
                              std::vector<CompositionMatch>& matches) {
    if (search_.standing_cohort == nullptr || catalog_.recordings() == 0) return {};
    const auto chance = search_.standing_cohort->levels(frames, segments, search_.costs, search_.effort, threads_);
    if (!chance) return {};
    const double least_resemblance =
        chance->resemblance.centre() + search_.least_resemblance * chance->resemblance.spread();
    TRIBUTARY_ASSIGN(std::vector<Candidate> candidates,
                     fetch(resembling_recordings(frames, segments, catalog_, search_.effort.any_key, least_resemblance,
                                                 threads_, left_out)));
    score_likely(frames, *chance, candidates);
    const double stretch_s =
        static_cast<double>(stretch.last_frame - stretch.first_frame) / index::kCompositionFramesPerSecond;
    const double least = search_.threshold - most_gain(stretch_s);
    std::erase_if(candidates, [&](const Candidate& one) { return chance->score.normalised(one.score) < least; });
    std::vector<std::vector<CompositionRegion>> regions(candidates.size());
    align(frames, candidates.size(),
          [&](CompositionAligner& aligner, std::size_t i) { regions[i] = aligner.align(*candidates[i].frames); });
    const double begin_s = static_cast<double>(stretch.first_frame) / index::kCompositionFramesPerSecond;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      for (CompositionRegion region : regions[i]) {
        const double score = chance->score.normalised(region.score) + gain(region, stretch_s);
        if (score < search_.threshold) continue;
        region.query_begin_s += begin_s;
        region.query_end_s += begin_s;
        matches.push_back({catalog_.recording_id(candidates[i].recording.place), region, score});
      }
    return {};
  }

  const index::CompositionFeatures& query_;
  const SegmentTable& catalog_;
  const CompositionSource& source_;
  std::size_t threads_;
  const CompositionSearch& search_;
  std::map<std::size_t, std::shared_ptr<const ReferenceFrames>> prepared_;  // by place in the catalog
};

bool stronger(const CompositionMatch& a, const CompositionMatch& b) {
  const auto key = [](const CompositionMatch& match) {
    const CompositionRegion& region = match.region;
    return std::tuple<double, const std::string&, double, double, int>(-match.normalised_score, match.recording_id,
                                                                       region.query_begin_s, region.reference_begin_s,
                                                                       region.transposition);
  };
  return key(a) < key(b);
}

// Whether both say the same of the passages they share or border on.
bool continues(const CompositionMatch& a, const CompositionMatch& b) {
  const CompositionRegion& one = a.region;
  const CompositionRegion& other = b.region;
  if (a.recording_id != b.recording_id || one.transposition != other.transposition) return false;
  if (one.query_end_s + kJoinOffset_s < other.query_begin_s || other.query_end_s + kJoinOffset_s < one.query_begin_s)
    return false;
  if (std::abs(one.tempo_ratio / other.tempo_ratio - 1) > kJoinTempo) return false;
  const bool is_first = one.query_begin_s <= other.query_begin_s;
  const CompositionRegion& first = is_first ? one : other;
  const CompositionRegion& second = is_first ? other : one;
  const double expected_s = first.reference_begin_s + (second.query_begin_s - first.query_begin_s) * first.tempo_ratio;
  return std::abs(second.reference_begin_s - expected_s) <= kJoinOffset_s;
}

// The tempo is that of the stronger, which `into` is.
void join(CompositionMatch& into, const CompositionMatch& other) {
  into.region.query_begin_s = std::min(into.region.query_begin_s, other.region.query_begin_s);
  into.region.query_end_s = std::max(into.region.query_end_s, other.region.query_end_s);
  into.region.reference_begin_s = std::min(into.region.reference_begin_s, other.region.reference_begin_s);
  into.region.reference_end_s = std::max(into.region.reference_end_s, other.region.reference_end_s);
}

// Joins until nothing continues anything: a match may bridge two that came before it.
std::vector<CompositionMatch> joined(std::vector<CompositionMatch> matches) {
  std::sort(matches.begin(), matches.end(), stronger);
  for (bool has_joined = true; has_joined;) {
    has_joined = false;
    for (std::size_t i = 0; i < matches.size(); ++i)
      for (std::size_t j = matches.size(); j-- > i + 1;) {
        if (!continues(matches[i], matches[j])) continue;
        join(matches[i], matches[j]);
        matches.erase(matches.begin() + static_cast<std::ptrdiff_t>(j));
        has_joined = true;
      }
  }
  return matches;
}

}  // namespace

double steadiness(const CompositionRegion& region, double cost) {
  return std::min(kSteadinessMost, -cost * std::log(region.wander));
}

double brevity(double length_s, double stretch_s, double cost) {
  const double chance_s = stretch_s - kChanceLeaves_s;
  if (cost <= 0 || length_s >= chance_s) return 0;
  return std::min(kBrevityMost, cost * std::log(chance_s / length_s));
}

double allowance(double stretch_s) {
  return stretch_s < kUsualQuery_s ? std::min(kAllowanceMost, kAllowanceCost * std::log(kUsualQuery_s / stretch_s)) : 0;
}

Result<std::vector<CompositionMatch>> find_compositions(const index::CompositionFeatures& query,
                                                        const SegmentTable& catalog, const CompositionSource& source,
                                                        std::size_t threads, const CompositionSearch& search,
                                                        const LeftOut& left_out) {
  TRIBUTARY_ASSIGN(auto matches, Search(query, catalog, source, threads, search).run(left_out));
  return joined(std::move(matches));
}

}  // namespace tributary::trace
