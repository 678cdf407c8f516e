// Time cells: the pieces a query's time is cut into before it is divided among those who explain it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tributary::trace {

struct TimeCell {
  double middle_s = 0;
  std::size_t second = 0;  // the started second it lies in
  double weight = 0;       // all cells together 1
};

// Cut at whole seconds and at `edges_s`, which may lie anywhere and in any order; in order of time. `weights` holds one
// weight >= 0 per started second; the last one counts for as long as the query lasts. No cells where nothing weighs
// anything.
std::vector<TimeCell> divide_into_cells(double duration_s, std::span<const float> weights,
                                        std::span<const double> edges_s);

}  // namespace tributary::trace
