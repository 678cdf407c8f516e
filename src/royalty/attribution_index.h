// Finds what a track that was played is made of, by the platform's name of it or by its ISRC.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "royalty/text_map.h"
#include "tributary/result.h"
#include "tributary/usage.h"

namespace tributary::royalty {

// Searched without allocating; safe to search from any thread.
class AttributionIndex {
 public:
  // kConflict where two attributions with different evidence have the same track_id, or ones that are the same ISRC.
  static Result<AttributionIndex> build(std::vector<TrackAttribution> attributions);

  // The one whose track_id is this track_id, else the one whose track_id is this ISRC; null where there is none.
  const TrackAttribution* find(std::string_view track_id, std::string_view isrc) const;

  const std::vector<TrackAttribution>& attributions() const { return attributions_; }

 private:
  std::vector<TrackAttribution> attributions_;
  TextMap<std::size_t> by_track_;
  TextMap<std::size_t> by_isrc_;
};

}  // namespace tributary::royalty
