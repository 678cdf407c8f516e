// The features of a snapshot's recordings, read when first needed and kept while there is room.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalog/stored_recording.h"
#include "index/composition_features.h"
#include "index/style_features.h"
#include "pipeline/layout.h"
#include "pipeline/recent_cache.h"
#include "trace/reference_peaks.h"
#include "tributary/result.h"

namespace tributary::pipeline {

// Thread safe. What get a recording of the snapshot check the file against its row before using it; kCorrupt, kNotFound
// or kIo name the file.
class ReferenceCache {
 public:
  // `recordings` are those of the snapshot, by recording_id.
  ReferenceCache(Layout layout, std::vector<catalog::StoredRecording> recordings);

  Result<std::shared_ptr<const trace::ReferencePeaks>> peaks(const std::string& recording_id);

  // The recording has a listening of the composition tier.
  Result<std::shared_ptr<const index::CompositionFeatures>> composition(const std::string& recording_id);

  // Not kept; the recording has a listening of the style tier.
  Result<index::StyleFeatures> style(const std::string& recording_id) const;

  const catalog::StoredRecording& recording(const std::string& recording_id) const;
  const std::map<std::string, catalog::StoredRecording>& recordings() const { return recordings_; }

 private:
  Layout layout_;
  std::map<std::string, catalog::StoredRecording> recordings_;
  RecentCache<trace::ReferencePeaks> peaks_;
  RecentCache<index::CompositionFeatures> compositions_;
};

}  // namespace tributary::pipeline
