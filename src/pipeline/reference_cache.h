// The fingerprints of a snapshot's recordings, read when first needed and kept while there is room.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "catalog/stored_recording.h"
#include "pipeline/layout.h"
#include "trace/reference_peaks.h"
#include "tributary/result.h"

namespace tributary::pipeline {

// Thread safe.
class ReferenceCache {
 public:
  // `recordings` are those of the snapshot, by recording_id.
  ReferenceCache(Layout layout, std::vector<catalog::StoredRecording> recordings);

  // Checks the file against its row before using it; kCorrupt, kNotFound or kIo name the file. The
  // recording must be one of the snapshot.
  Result<std::shared_ptr<const trace::ReferencePeaks>> get(const std::string& recording_id);

  const catalog::StoredRecording& recording(const std::string& recording_id) const;

 private:
  struct Entry {
    std::string recording_id;
    std::shared_ptr<const trace::ReferencePeaks> peaks;
  };
  void keep(Entry entry);

  Layout layout_;
  std::map<std::string, catalog::StoredRecording> recordings_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
  std::map<std::string, std::list<Entry>::iterator> places_;
  std::size_t kept_peaks_ = 0;
};

}  // namespace tributary::pipeline
