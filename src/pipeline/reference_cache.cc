#include "pipeline/reference_cache.h"

#include <utility>

#include "base/check.h"
#include "index/fingerprint_file.h"
#include "pipeline/stored_file.h"

namespace tributary::pipeline {
namespace {

constexpr std::size_t kPeaksMax = 20'000'000;  // about 200 MB with what else a recording has, or 110 hours

}  // namespace

ReferenceCache::ReferenceCache(Layout layout, std::vector<catalog::StoredRecording> recordings)
    : layout_(std::move(layout)) {
  for (auto& entry : recordings) {
    std::string id = entry.recording.recording_id;
    recordings_.emplace(std::move(id), std::move(entry));
  }
}

const catalog::StoredRecording& ReferenceCache::recording(const std::string& recording_id) const {
  const auto place = recordings_.find(recording_id);
  TRIBUTARY_CHECK(place != recordings_.end());
  return place->second;
}

Result<std::shared_ptr<const trace::ReferencePeaks>> ReferenceCache::get(const std::string& recording_id) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto place = places_.find(recording_id); place != places_.end()) {
      entries_.splice(entries_.begin(), entries_, place->second);
      return entries_.front().peaks;
    }
  }
  // Two threads may read the same file at once; the second copy is dropped.
  const catalog::StoredRecording& stored = recording(recording_id);
  const auto file = layout_.fingerprint_file(stored.recording.content_sha256);
  TRIBUTARY_TRY(verify_stored_file(file, stored.fingerprint.bytes, stored.fingerprint.checksum));
  TRIBUTARY_ASSIGN(auto fingerprint, index::read_fingerprint_file(file));
  auto peaks = std::make_shared<const trace::ReferencePeaks>(std::move(fingerprint));
  const std::lock_guard lock(mutex_);
  if (!places_.contains(recording_id)) keep({recording_id, peaks});
  return peaks;
}

void ReferenceCache::keep(Entry entry) {
  kept_peaks_ += entry.peaks->peaks().size();
  entries_.push_front(std::move(entry));
  places_[entries_.front().recording_id] = entries_.begin();
  while (kept_peaks_ > kPeaksMax && entries_.size() > 1) {
    kept_peaks_ -= entries_.back().peaks->peaks().size();
    places_.erase(entries_.back().recording_id);
    entries_.pop_back();
  }
}

}  // namespace tributary::pipeline
