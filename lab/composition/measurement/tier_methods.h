// Tier methods: the composition tier on what an index stores, beside itself without one of its parts.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "index/composition_features.h"
#include "lab/composition/measurement/methods.h"
#include "trace/composition_tier.h"
#include "trace/segment_scan.h"
#include "trace/standing_cohort.h"

namespace tributary::lab {

using StoredFeatures = std::vector<const index::CompositionFeatures*>;

// Thread safe. match() gives the same methods in the same order for every query:
//   composition tier                   trace::find_compositions, at the tier's own threshold
//   ..., wander cost C                 the same with another wander cost, for each that is asked for; 0: any tempo will
//   do
// and with ablations
//   segments only                      the nearest pair of vectors of 15 s: what happens inside 15 s has no order
//   ..., frames in any order           the tier's candidates: for each frame of the query its nearest of the recording
//   ..., one key                       find_compositions without transposition
//   ..., raw scores                    what find_compositions finds, by its scores as the alignment gives them
class TierMethods {
 public:
  // The features and the standing cohort outlive this.
  TierMethods(StoredFeatures catalog, bool ablations, const trace::StandingCohort& standing_cohort,
              std::vector<double> wander_costs = {});

  std::vector<MethodMatches> match(const index::CompositionFeatures& query) const;

 private:
  struct Found {
    std::vector<Match> normalised;
    std::vector<Match> raw;
    std::vector<std::vector<Match>> at_cost;  // for each of wander_costs_
  };

  Found find(const index::CompositionFeatures& query, const trace::CompositionSearch& search) const;
  std::vector<Match> nearest_segments(const index::CompositionFeatures& query) const;
  std::vector<Match> nearest_frames(const index::CompositionFeatures& query, std::vector<Match> segments) const;

  StoredFeatures catalog_;
  bool ablations_;
  const trace::StandingCohort& standing_cohort_;
  std::vector<double> wander_costs_;
  trace::SegmentTable table_;
};

}  // namespace tributary::lab
