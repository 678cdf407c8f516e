// The style tier and what came before it, as rankings and scores over one set of recordings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "encoder/style_encoder.h"
#include "lab/style/artist_ranking.h"
#include "lab/style/listening.h"
#include "trace/style_tier.h"

namespace tributary::lab {

// The recordings as the tier has them: what an index stores as the catalog, all windows as queries.
struct StyleCatalog {
  std::vector<std::vector<std::int8_t>> windows;
  std::vector<index::StyleFeatures> stored;
  trace::StyleTable table;  // the ids are places
};

// With `disturbs`, the windows are those of the disturbed tracks; what is stored never is.
StyleCatalog style_catalog(const encoder::StyleEncoder& encoder, const std::vector<LabelledRecording>& recordings,
                           const std::vector<HeardTrack>& heard, bool disturbs);

// The whole of trace::rank_styles. With `window_only`, of the 15 s in the middle of the query. The catalog outlives it.
ArtistRanking tier_ranking(const StyleCatalog& catalog, bool window_only);

using PairScore = std::function<double(std::size_t query, std::size_t recording)>;

PairScore tier_score(const StyleCatalog& catalog);               // the cosine of the sums of the vectors
PairScore gaussian_score(const std::vector<HeardTrack>& heard);  // which outlives it
PairScore random_score(std::uint64_t seed);

}  // namespace tributary::lab
