// What the style tier says at its threshold, of artists that the catalog holds and of artists it does not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lab/style/artist_ranking.h"
#include "trace/style_tier.h"

namespace tributary::lab {

// What one query's answer says, in seconds of it.
struct StyleAnswer {
  double duration_s = 0;
  double right_s = 0;
  double wrong_s = 0;
};

struct OpenSetTally {
  std::vector<StyleAnswer> known;    // queries with another recording by their artist in the catalog
  std::vector<StyleAnswer> unknown;  // each query once, with all recordings by its artist left out
};

// `windows` are those of the recordings, as index::quantise_style gives them, and the table holds them in that order
// with their places for ids.
OpenSetTally measure_open_set(const std::vector<LabelledRecording>& recordings,
                              const std::vector<std::vector<std::int8_t>>& windows, const trace::StyleTable& table,
                              const trace::StyleSearch& search);

}  // namespace tributary::lab
