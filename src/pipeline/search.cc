#include "pipeline/search.h"

#include <set>
#include <string_view>
#include <utility>

#include "pipeline/stored_file.h"
#include "trace/recording_tier.h"

namespace tributary::pipeline {
namespace {

// An import may replace segment files between the reading of their names and the opening of the files.
constexpr int kAttempts = 3;

// A file that is sound in itself may still be another one than the catalog's, with recordings that the
// catalog does not know.
Result<index::LandmarkSegment> open_segment(const catalog::StoredSegment& stored, const Layout& layout,
                                            const std::set<std::string_view>& recording_ids) {
  const auto file = layout.segment_file(stored.checksum);
  TRIBUTARY_TRY(verify_stored_file(file, stored.bytes, stored.checksum));
  TRIBUTARY_ASSIGN(auto segment, index::LandmarkSegment::open(file));
  for (const index::SegmentEntry& entry : segment.entries())
    if (!recording_ids.contains(entry.recording_id))
      return Error{ErrorCode::kCorrupt, file.string() + ": holds the recording " + entry.recording_id +
                                            ", which the catalog does not search"};
  return segment;
}

Result<std::vector<index::LandmarkSegment>> open_segments(const catalog::Searchable& searchable, const Layout& layout) {
  std::set<std::string_view> recording_ids;
  for (const auto& entry : searchable.recordings) recording_ids.insert(entry.recording.recording_id);
  std::vector<index::LandmarkSegment> segments;
  for (const catalog::StoredSegment& stored : searchable.segments) {
    TRIBUTARY_ASSIGN(auto segment, open_segment(stored, layout, recording_ids));
    segments.push_back(std::move(segment));
  }
  return segments;
}

}  // namespace

Result<Search> Search::open(catalog::Catalog& catalog, const Layout& layout, const Listener& listener) {
  for (int attempt = 1;; ++attempt) {
    TRIBUTARY_ASSIGN(catalog::Searchable searchable, catalog.searchable());
    auto segments = open_segments(searchable, layout);
    if (!segments && segments.error().code == ErrorCode::kNotFound && attempt < kAttempts) continue;
    if (!segments) return std::move(segments).error();
    Search search(std::move(searchable.snapshot), std::move(segments).value(),
                  std::make_unique<ReferenceCache>(layout, std::move(searchable.recordings)));
    TRIBUTARY_TRY(search.load_listenings(listener));
    return search;
  }
}

Result<void> Search::load_listenings(const Listener& listener) {
  composition_cohort_ = std::make_unique<const trace::StandingCohort>(listener.composition_cohort()->members);
  const auto is_by = [](const catalog::StoredRecording& stored, const char* tier, const std::string& name) {
    const auto heard = stored.listenings.find(tier);
    return heard != stored.listenings.end() && heard->second.listener == name;
  };
  for (const auto& [recording_id, stored] : references_->recordings()) {
    if (is_by(stored, kCompositionTier, listener.composition_name())) {
      TRIBUTARY_ASSIGN(const auto features, references_->composition(recording_id));
      composition_segments_.add(recording_id, *features);
    }
    if (is_by(stored, kStyleTier, listener.style_name())) {
      TRIBUTARY_ASSIGN(const index::StyleFeatures features, references_->style(recording_id));
      styles_.add(recording_id, stored.recording.artist, features);
    }
  }
  return {};
}

const Recording& Search::recording(const std::string& recording_id) const {
  return references_->recording(recording_id).recording;
}

Result<std::shared_ptr<const trace::ReferencePeaks>> Search::peaks(const std::string& recording_id) const {
  return references_->peaks(recording_id);
}

Result<std::vector<trace::VerifiedMatch>> Search::find(const dsp::Fingerprint& query, const dsp::EnergyRanks& ranks,
                                                       std::size_t threads, const trace::LeftOut& left_out,
                                                       double asked) const {
  std::vector<const index::LandmarkSegment*> segments;
  for (const auto& segment : segments_) segments.push_back(&segment);
  return trace::find_matches(
      query, ranks, segments, [&](const std::string& id) { return references_->peaks(id); }, threads, left_out, asked);
}

Result<std::vector<trace::CompositionMatch>> Search::find_compositions(const index::CompositionFeatures& query,
                                                                       std::size_t threads,
                                                                       trace::CompositionSearch search,
                                                                       const trace::LeftOut& left_out) const {
  search.standing_cohort = composition_cohort_.get();
  return trace::find_compositions(
      query, composition_segments_, [&](const std::string& id) { return references_->composition(id); }, threads,
      search, left_out);
}

}  // namespace tributary::pipeline
