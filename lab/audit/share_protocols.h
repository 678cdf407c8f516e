// What must hold of shares whatever the scores are worth: protocols on a lab of shares (see share_lab.h).
#pragma once

#include <string>
#include <vector>

#include "lab/audit/share_lab.h"
#include "tributary/audit_answer.h"

namespace tributary::lab {

// One way to ask, over all queries. Points are per cent of the likelihood gain.
struct ShareRow {
  std::string condition;
  std::size_t answers = 0;     // questions
  std::size_t attributed = 0;  // of them answered with a share
  double median_points = 0;    // of what the protocol looks at
  double p95_points = 0;
  double worst_points = 0;
  double goal_points = 0;  // for worst or p95, as the protocol says
  bool holds = false;
  std::string abstained;  // the reason that was given most often
};

struct ShareTable {
  std::string protocol;
  std::string measured;  // what the points are
  std::vector<ShareRow> rows;
};

// Each owner's segments divided at random between two names, by work and by segment: how far the total moves. Goal: at
// most 0.5 points at worst.
Result<ShareTable> split_owners(const ShareLab& lab, const ShareLabSettings& settings);

// Copies of works planted in the store, and in the training too: how far the work's share rises. Goal: at most 0.5
// points at worst; of a model that was trained anew, which learned the work better, it is a finding.
Result<ShareTable> planted_copies(const ShareLab& lab, const ShareLabSettings& settings);

// The share of owners that the model never heard, of each and of all together. Goal: at most 1 point at the 95th
// percentile.
Result<ShareTable> strangers(const ShareLab& lab, const ShareLabSettings& settings);

// What is attributed of music that a model without the catalog made. Goal: at most 5 points at worst.
Result<ShareTable> without_catalog(const ShareLab& lab, const ShareLabSettings& settings);

}  // namespace tributary::lab
