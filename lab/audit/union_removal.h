// Union removal, the protocol of MUCS (arXiv 2605.17938): what a model loses without the segments that a method names.
#pragma once

#include <string>
#include <vector>

#include "lab/audit/share_lab.h"
#include "lab/audit/statistics.h"
#include "tributary/result.h"

namespace tributary::lab {

struct Removal {
  std::string method;
  std::size_t segments = 0;  // that were left out
  double rise = 0;           // of a query's loss beyond that without as many segments at random, the mean over queries
  Interval rise_interval;
  double auc = 0;  // the chance that a query loses more without these than without as many at random; 0.5: no better
  Interval auc_interval;
};

// A sixth and a third of the catalog is left out: in turns, each query's strongest segments by a method until there are
// so many. The models of all methods, and two with as many segments at random left out, are trained anew from the same
// start, with the same batches and noise, in each of the lab's seeds. The last rows are of one random removal beside
// the other. Intervals are bootstraps over queries. Goes on where it was cut off.
Result<std::vector<Removal>> union_removal(const ShareLab& lab, const ShareLabSettings& settings);

// The places of `count` segments: each query's strongest, then each query's next, until there are so many. `scores` are
// [queries][segments]; ties go by place.
std::vector<std::size_t> strongest_together(const std::vector<double>& scores, std::size_t segments, std::size_t count);

}  // namespace tributary::lab
