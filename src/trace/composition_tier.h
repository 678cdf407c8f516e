// The composition tier: every catalog recording whose music a query plays, in any key and tempo, and where.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "index/composition_features.h"
#include "trace/candidates.h"
#include "trace/composition_alignment.h"
#include "trace/segment_scan.h"
#include "trace/standing_cohort.h"
#include "tributary/result.h"

namespace tributary::trace {

// Scores of unrelated music stay below it; in spreads of the standing cohort, see ChanceLevels, steadiness,
// brevity and allowance.
inline constexpr double kCompositionThreshold = 6.7;
// What a region gains by keeping a steady tempo, in spreads: as the log odds of a match do, fitted by
// `lab_composition --wander-costs`, but never more than kSteadinessMost.
inline constexpr double kWanderCost = 1.2;
inline constexpr double kSteadinessMost = 2;
// What a region gains by being short, in spreads: as the log odds of a match do, but never more than kBrevityMost.
inline constexpr double kLengthCost = 4;
inline constexpr double kBrevityMost = 3;
// Of a stretch, what the paths that chance finds in it leave out: seldom more.
inline constexpr double kChanceLeaves_s = 6;
// What a query gains that is shorter than what the threshold was chosen on, in spreads; never more than kAllowanceMost.
inline constexpr double kAllowanceCost = 3;
inline constexpr double kAllowanceMost = 1.5;
inline constexpr double kUsualQuery_s = 15;

struct CompositionMatch {
  std::string recording_id;
  CompositionRegion region;
  // The region's score in spreads of the standing cohort, its steadiness, its brevity and the query's allowance: a
  // property of the query, the recording and the cohort, whatever else the catalog holds.
  double normalised_score = 0;

  bool operator==(const CompositionMatch&) const = default;
};

struct CompositionSearch {
  // What a recording must reach at a first look (see resembling_recordings) for a second one, and at that to be aligned
  // in full, in spreads of the standing cohort. None is left out because others reach more.
  double least_resemblance = -1;
  double least_look = 0.5;
  double threshold = kCompositionThreshold;
  double wander_cost = kWanderCost;
  double length_cost = kLengthCost;
  PathCosts costs;
  AlignmentEffort effort;
  // Shows what chance reaches; without one nothing is found. It outlives the search.
  const StandingCohort* standing_cohort = nullptr;
};

// What is added to the normalised score of a region, in spreads: -cost * ln(wander), kSteadinessMost at most. It is
// above 0 where the tempo is steadier than that of chance.
double steadiness(const CompositionRegion& region, double cost = kWanderCost);

// What is added for its length, in spreads: cost * ln((stretch_s - kChanceLeaves_s) / length), from 0 to kBrevityMost.
// Where nothing is alike, the best path goes through nearly the whole stretch of the query and gathers its score along
// the way; music that is there for a third of it comes to as much in that third.
double brevity(double length_s, double stretch_s, double cost = kLengthCost);

// What is added for the shortness of the query, in spreads: kAllowanceCost * ln(kUsualQuery_s / stretch_s), from 0 to
// kAllowanceMost. Less of what strangers share has room in it: as many of them reach the threshold at all lengths.
double allowance(double stretch_s);

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
