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
#include "trace/score_cohort.h"

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

// One thread's share of a stretch's alignments.
class Worker {
 public:
  Worker(const CompositionFrames& query, const CompositionSearch& search) : query_(search.costs, search.effort) {
    query_.set_query(query);
  }

  CompositionLook look(const ReferenceFrames& reference, const KeySet& keys) { return query_.look(reference, keys); }
  double score(const ReferenceFrames& reference, std::size_t key) { return query_.score(reference, key); }
  std::vector<CompositionRegion> align(const ReferenceFrames& reference) { return query_.align(reference); }

 private:
  CompositionAligner query_;
};

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
      const auto recordings =
          resembling_recordings(frames, segments, catalog_, search_.effort.any_key, search_.looks, threads_, left_out);
      TRIBUTARY_ASSIGN(std::vector<Candidate> candidates, fetch(recordings));
      keep_best(frames, candidates);
      search_stretch(stretch, frames, candidates, matches);
    }
    return matches;
  }

 private:
  struct Candidate {
    ResemblingRecording recording;
    std::shared_ptr<const ReferenceFrames> frames;
    std::optional<CompositionLook> look;
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

  // Calls job(worker, i) for each of `count` candidates.
  void share(const CompositionFrames& frames, std::size_t count,
             const std::function<void(Worker&, std::size_t)>& job) const {
    const std::size_t workers = std::min(threads_, count);
    base::parallel_for(workers, workers, [&](std::size_t first) {
      Worker worker(frames, search_);
      for (std::size_t i = first; i < count; i += workers) job(worker, i);
    });
  }

  // Where there are too many, those that do best at a look, in the order they had.
  void keep_best(const CompositionFrames& frames, std::vector<Candidate>& candidates) const {
    if (candidates.size() <= search_.candidates) return;
    share(frames, candidates.size(), [&](Worker& worker, std::size_t i) {
      candidates[i].look = worker.look(*candidates[i].frames, candidates[i].recording.keys);
    });
    std::vector<std::pair<double, std::size_t>> looks;
    for (std::size_t i = 0; i < candidates.size(); ++i) looks.emplace_back(-candidates[i].look->score, i);
    std::sort(looks.begin(), looks.end());
    looks.resize(search_.candidates);
    std::sort(looks.begin(), looks.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    std::vector<Candidate> kept;
    for (const auto& [score, place] : looks) kept.push_back(std::move(candidates[place]));
    candidates = std::move(kept);
  }

  // Each member's best score with the query, in any key that the search allows.
  std::vector<double> standing_scores(const CompositionFrames& frames) const {
    const KeySet keys = search_.effort.any_key ? KeySet().set() : KeySet(1);
    std::vector<double> scores(search_.standing_cohort.size());
    share(frames, scores.size(), [&](Worker& worker, std::size_t i) {
      const ReferenceFrames member{CompositionFrames(search_.standing_cohort[i].frames)};
      scores[i] = worker.score(member, worker.look(member, keys).key);
    });
    return scores;
  }

  std::optional<ScoreCohort> score_all(const CompositionFrames& frames, std::vector<Candidate>& candidates) const {
    share(frames, candidates.size(), [&](Worker& worker, std::size_t i) {
      Candidate& candidate = candidates[i];
      if (!candidate.look) candidate.look = worker.look(*candidate.frames, candidate.recording.keys);
      candidate.score = worker.score(*candidate.frames, candidate.look->key);
    });
    std::vector<double> scores;
    if (!candidates.empty() && candidates.size() < kCohortCandidates) scores = standing_scores(frames);
    for (const Candidate& candidate : candidates) scores.push_back(candidate.score);
    return ScoreCohort::from(scores);
  }

  // Regions are sought only where the best path may reach the threshold: no other does.
  void search_stretch(const Stretch& stretch, const CompositionFrames& frames, std::vector<Candidate>& candidates,
                      std::vector<CompositionMatch>& matches) const {
    const auto cohort = score_all(frames, candidates);
    if (!cohort) return;
    const double least = search_.threshold - (search_.wander_cost > 0 ? kSteadinessMost : 0);
    std::erase_if(candidates, [&](const Candidate& one) { return cohort->normalised(one.score) < least; });
    std::vector<std::vector<CompositionRegion>> regions(candidates.size());
    share(frames, candidates.size(),
          [&](Worker& worker, std::size_t i) { regions[i] = worker.align(*candidates[i].frames); });
    const double begin_s = static_cast<double>(stretch.first_frame) / index::kCompositionFramesPerSecond;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      for (CompositionRegion region : regions[i]) {
        const double score = cohort->normalised(region.score) + steadiness(region, search_.wander_cost);
        if (score < search_.threshold) continue;
        region.query_begin_s += begin_s;
        region.query_end_s += begin_s;
        matches.push_back({catalog_.recording_id(candidates[i].recording.place), region, score});
      }
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

Result<std::vector<CompositionMatch>> find_compositions(const index::CompositionFeatures& query,
                                                        const SegmentTable& catalog, const CompositionSource& source,
                                                        std::size_t threads, const CompositionSearch& search,
                                                        const LeftOut& left_out) {
  TRIBUTARY_ASSIGN(auto matches, Search(query, catalog, source, threads, search).run(left_out));
  return joined(std::move(matches));
}

}  // namespace tributary::trace
