// Localisation: how far the seconds that a match names are from those that are true.
#pragma once

#include <optional>
#include <span>

#include "lab/composition/arrangement/time_map.h"

namespace tributary::lab {

// A passage of the query and the passage of the recording that matches it, at an even tempo; start < end on both sides.
struct MatchedPassage {
  double query_start_s = 0;
  double query_end_s = 0;
  double recording_start_s = 0;
  double recording_end_s = 0;
};

// The mean distance, over the seconds of the query that both name, from the recording's seconds of the match to those
// of the truth; the least over the true occurrences: the truth as it stands and shifted by each of `repeats_s`. Nothing
// where both share less than 3 s of the query.
std::optional<double> localisation_error_s(const MatchedPassage& match, std::span<const Stretch> truth,
                                           std::span<const double> repeats_s);

}  // namespace tributary::lab
