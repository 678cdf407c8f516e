// The composition tier: every catalog recording whose music a query plays, in any key and tempo, and where.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/composition_features.h"
#include "trace/candidates.h"
#include "trace/composition_alignment.h"
#include "trace/segment_scan.h"
#include "tributary/result.h"

namespace tributary::trace {

// Scores of unrelated music stay below it; in spreads, see ScoreCohort and steadiness.
inline constexpr double kCompositionThreshold = 6.5;
// What a region gains by keeping a steady tempo, in spreads: as the log odds of a match do, fitted by
// `lab_composition --wander-costs`, but never more than kSteadinessMost.
inline constexpr double kWanderCost = 1.2;
inline constexpr double kSteadinessMost = 2;
// Where fewer recordings of the catalog are candidates, the standing cohort stands beside them.
inline constexpr std::size_t kCohortCandidates = 24;

struct CompositionMatch {
  std::string recording_id;
  CompositionRegion region;
  double normalised_score = 0;  // the region's score in spreads of its cohort, and its steadiness

  bool operator==(const CompositionMatch&) const = default;
};

struct CompositionSearch {
  // Per stretch of the query: recordings that get a second look, see resembling_recordings, and those of them that are
  // aligned in full.
  std::size_t looks = 256;
  std::size_t candidates = 64;
  double threshold = kCompositionThreshold;
  double wander_cost = kWanderCost;
  PathCosts costs;
  AlignmentEffort effort;
  // Music of no catalog, for catalogs that are too small to show what chance reaches. It outlives the search.
  std::span<const index::CompositionFeatures> standing_cohort;
};

// What is added to the normalised score of a region, in spreads: -cost * ln(wander), kSteadinessMost at most. It is
// above 0 where the tempo is steadier than that of chance.
double steadiness(const CompositionRegion& region, double cost = kWanderCost);

// Brings the features of a catalog recording, or an error. Called from several threads at once.
using CompositionSource =
    std::function<Result<std::shared_ptr<const index::CompositionFeatures>>(const std::string& recording_id)>;

// Strongest first, ties by recording_id, then place. A query of more than 30 s is searched in stretches of 30 s at a
// hop of 15 s, and matches that continue each other are joined. The answer does not depend on `threads`. Fails only if
// `source` does, which is asked for no recording that is left out.
Result<std::vector<CompositionMatch>> find_compositions(const index::CompositionFeatures& query,
                                                        const SegmentTable& catalog, const CompositionSource& source,
                                                        std::size_t threads, const CompositionSearch& search = {},
                                                        const LeftOut& left_out = {});

}  // namespace tributary::trace
