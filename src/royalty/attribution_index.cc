#include "royalty/attribution_index.h"

#include <string>
#include <utility>

#include <fmt/core.h>

#include "royalty/usage_fields.h"
#include "tributary/isrc.h"

namespace tributary::royalty {
namespace {

Result<void> insert(TextMap<std::size_t>& map, std::string_view key, std::size_t at,
                    const std::vector<TrackAttribution>& attributions) {
  const auto [known, is_new] = map.try_emplace(std::string(key), at);
  if (is_new || attributions[known->second] == attributions[at]) return {};
  return Error{ErrorCode::kConflict,
               fmt::format("the track {} has two attributions, by the evidence {} and {}", in_quotes(key),
                           attributions[known->second].evidence_id, attributions[at].evidence_id)};
}

}  // namespace

Result<AttributionIndex> AttributionIndex::build(std::vector<TrackAttribution> attributions) {
  AttributionIndex index;
  index.attributions_ = std::move(attributions);
  for (std::size_t i = 0; i < index.attributions_.size(); ++i) {
    const std::string& track_id = index.attributions_[i].track_id;
    TRIBUTARY_TRY(insert(index.by_track_, track_id, i, index.attributions_));
    const auto isrc = isrc_of(track_id);
    if (isrc) TRIBUTARY_TRY(insert(index.by_isrc_, {isrc->data(), isrc->size()}, i, index.attributions_));
  }
  return index;
}

const TrackAttribution* AttributionIndex::find(std::string_view track_id, std::string_view isrc) const {
  if (const auto found = by_track_.find(track_id); found != by_track_.end()) return &attributions_[found->second];
  if (isrc.empty()) return nullptr;
  const auto found = by_isrc_.find(isrc);
  return found == by_isrc_.end() ? nullptr : &attributions_[found->second];
}

}  // namespace tributary::royalty
