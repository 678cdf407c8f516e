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
#include "tributary/result.h"

namespace tributary::trace {

// Scores of unrelated music stay below it; in spreads, see ScoreCohort.
inline constexpr double kCompositionThreshold = 8;
// The same where decoys stand in for a cohort that is too small: they tell less of what chance reaches.
inline constexpr double kCompositionDecoyThreshold = 10;

struct CompositionMatch {
  std::string recording_id;
  CompositionRegion region;
  double normalised_score = 0;  // the region's score in spreads of its cohort

  bool operator==(const CompositionMatch&) const = default;
};

struct CompositionSearch {
  std::size_t candidates = 32;  // aligned per stretch of the query
  double threshold = kCompositionThreshold;
  double decoy_threshold = kCompositionDecoyThreshold;
  PathCosts costs;
  AlignmentEffort effort;
};

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
