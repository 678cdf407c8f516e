// Answer: what one method says of one query, and whether it is right.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "lab/composition/measurement/composition_set.h"
#include "lab/composition/measurement/localisation.h"

namespace tributary::lab {

// How one recording of the catalog matches a query.
struct Match {
  double score = 0;                       // -infinity where the method did not look at the recording
  std::optional<MatchedPassage> passage;  // where the method names one
};

struct Answer {
  std::size_t recording = 0;                   // the best match; the first of equals
  double score = 0;                            // its score
  std::size_t rank = 0;                        // of the right work from 1 on; 0 where it was not looked at
  double shared_score = 0;                     // of a negative: of the best match that was passed over, or 0
  std::optional<double> localisation_error_s;  // where the best match is right and truth and match name seconds
  std::optional<MatchedPassage> passage;       // of the best match, where the method names one

  bool is_right() const { return rank == 1; }
};

// Whether a recording plays the same tune as the query under another name.
using SharesTune = std::function<bool(std::size_t recording)>;

// `matches` has one for each recording of the set's catalog, at least one. Ties count against the right work. For a
// negative, recordings that share its tune are passed over: they are no wrong answers. `shares_tune` is asked about the
// best matches only.
Answer judge(std::span<const Match> matches, const SetQuery& query, const CompositionSet& set,
             const SharesTune& shares_tune = {});

}  // namespace tributary::lab
