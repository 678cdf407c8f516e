// The standing cohort: music of no catalog, beside which every catalog is judged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "index/composition_features.h"
#include "trace/composition_alignment.h"
#include "trace/composition_frames.h"
#include "trace/score_cohort.h"
#include "trace/segment_scan.h"

namespace tributary::trace {

// What a stretch of a query reaches with the members it resembles most: at a first look (see resembling_recordings), at
// half the frame rate (CompositionAligner::look) and in full. Scores in spreads of these say the same in any catalog,
// because nothing of a catalog is in them.
struct ChanceLevels {
  ScoreCohort resemblance;
  ScoreCohort look;
  ScoreCohort score;
};

// Thread safe.
class StandingCohort {
 public:
  // Of those that resemble a query most so many are counted: in a cohort of some hundred, near enough to the best to
  // move with what chance reaches, and enough that a member that holds the query's own music moves little.
  static constexpr std::size_t kHighest = 8;

  explicit StandingCohort(std::span<const index::CompositionFeatures> members);

  std::size_t members() const { return prepared_.size(); }

  // None where there are fewer members than ScoreCohort::kScoresMin. `segments` are those of the stretch. The answer
  // does not depend on `threads`.
  std::optional<ChanceLevels> levels(const CompositionFrames& query, std::span<const std::int8_t> segments,
                                     const PathCosts& costs, const AlignmentEffort& effort, std::size_t threads) const;

 private:
  SegmentTable table_;
  std::vector<std::unique_ptr<const ReferenceFrames>> prepared_;
};

}  // namespace tributary::trace
