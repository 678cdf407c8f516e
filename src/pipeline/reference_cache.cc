#include "pipeline/reference_cache.h"

#include <utility>

#include "base/check.h"
#include "index/composition_file.h"
#include "index/fingerprint_file.h"
#include "index/style_file.h"
#include "pipeline/stored_file.h"

namespace tributary::pipeline {
namespace {

constexpr std::size_t kPeaksMax = 20'000'000;              // about 200 MB with what else a recording has, or 110 hours
constexpr std::size_t kCompositionBytesMax = 100'000'000;  // or 110 hours

}  // namespace

ReferenceCache::ReferenceCache(Layout layout, std::vector<catalog::StoredRecording> recordings)
    : layout_(std::move(layout)), peaks_(kPeaksMax), compositions_(kCompositionBytesMax) {
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

Result<std::shared_ptr<const trace::ReferencePeaks>> ReferenceCache::peaks(const std::string& recording_id) {
  if (auto kept = peaks_.find(recording_id)) return kept;
  const catalog::StoredRecording& stored = recording(recording_id);
  const auto file = layout_.fingerprint_file(stored.recording.content_sha256);
  TRIBUTARY_TRY(verify_stored_file(file, stored.fingerprint.bytes, stored.fingerprint.checksum));
  TRIBUTARY_ASSIGN(auto fingerprint, index::read_fingerprint_file(file));
  auto peaks = std::make_shared<const trace::ReferencePeaks>(std::move(fingerprint));
  peaks_.keep(recording_id, peaks, peaks->peaks().size());
  return peaks;
}

Result<std::shared_ptr<const index::CompositionFeatures>> ReferenceCache::composition(const std::string& recording_id) {
  if (auto kept = compositions_.find(recording_id)) return kept;
  const catalog::StoredRecording& stored = recording(recording_id);
  const catalog::FileStamp& stamp = stored.listenings.at(kCompositionTier).file;
  const auto file = layout_.composition_file(stored.recording.content_sha256);
  TRIBUTARY_TRY(verify_stored_file(file, stamp.bytes, stamp.checksum));
  TRIBUTARY_ASSIGN(auto features, index::read_composition_file(file));
  auto composition = std::make_shared<const index::CompositionFeatures>(std::move(features));
  compositions_.keep(recording_id, composition, composition->frames.size() + composition->segments.size());
  return composition;
}

Result<index::StyleFeatures> ReferenceCache::style(const std::string& recording_id) const {
  const catalog::StoredRecording& stored = recording(recording_id);
  const catalog::FileStamp& stamp = stored.listenings.at(kStyleTier).file;
  const auto file = layout_.style_file(stored.recording.content_sha256);
  TRIBUTARY_TRY(verify_stored_file(file, stamp.bytes, stamp.checksum));
  return index::read_style_file(file);
}

}  // namespace tributary::pipeline
