#include "pipeline/search.h"

#include <utility>

#include "trace/recording_tier.h"

namespace tributary::pipeline {
namespace {

// An import may replace segment files between the reading of their names and the opening of the files.
constexpr int kAttempts = 3;

Result<std::vector<index::LandmarkSegment>> open_segments(const std::vector<catalog::StoredSegment>& stored,
                                                          const Layout& layout) {
  std::vector<index::LandmarkSegment> segments;
  for (const catalog::StoredSegment& segment : stored) {
    TRIBUTARY_ASSIGN(auto opened, index::LandmarkSegment::open(layout.segment_file(segment.checksum)));
    segments.push_back(std::move(opened));
  }
  return segments;
}

}  // namespace

Result<Search> Search::open(catalog::Catalog& catalog, const Layout& layout) {
  for (int attempt = 1;; ++attempt) {
    TRIBUTARY_ASSIGN(catalog::Searchable searchable, catalog.searchable());
    auto segments = open_segments(searchable.segments, layout);
    if (!segments && segments.error().code == ErrorCode::kNotFound && attempt < kAttempts) continue;
    if (!segments) return std::move(segments).error();
    return Search(std::move(searchable.snapshot), std::move(segments).value(),
                  std::make_unique<ReferenceCache>(layout, std::move(searchable.recordings)));
  }
}

const Recording& Search::recording(const std::string& recording_id) const {
  return references_->recording(recording_id).recording;
}

Result<std::vector<trace::VerifiedMatch>> Search::find(const dsp::Fingerprint& query, std::size_t threads) const {
  std::vector<const index::LandmarkSegment*> segments;
  for (const auto& segment : segments_) segments.push_back(&segment);
  return trace::find_matches(
      query, segments, [&](const std::string& id) { return references_->get(id); }, threads);
}

}  // namespace tributary::pipeline
