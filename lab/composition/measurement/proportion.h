// Proportions and how far a sample pins them down.
#pragma once

#include <cstddef>
#include <span>

namespace tributary::lab {

struct Interval {
  double low = 0;
  double high = 1;
};

// The 95% interval of Wilson (1927) for `sum` successes in `trials`; from 0 to 1 where there were none. For a sum of
// values between 0 and 1, such as precisions, it is at least as wide as it need be.
Interval wilson_interval(double sum, std::size_t trials);

// The lowest threshold that at most the part `most` of the scores exceed; -infinity where there are no scores.
double threshold_for(std::span<const double> scores, double most);

}  // namespace tributary::lab
