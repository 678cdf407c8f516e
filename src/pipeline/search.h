// A catalog snapshot opened for searching: its index segments and its recordings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "dsp/fingerprint.h"
#include "index/landmark_segment.h"
#include "pipeline/layout.h"
#include "pipeline/listener.h"
#include "pipeline/reference_cache.h"
#include "trace/candidates.h"
#include "trace/composition_tier.h"
#include "trace/explaining_away.h"
#include "trace/standing_cohort.h"
#include "trace/style_tier.h"
#include "tributary/result.h"

namespace tributary::pipeline {

// Thread safe.
class Search {
 public:
  // Reads the snapshot and what the models of `listener` heard in its recordings, and maps its segments. Errors name
  // the damaged file: also one that is sound and not the catalog's.
  static Result<Search> open(catalog::Catalog& catalog, const Layout& layout, const Listener& listener);

  const catalog::Snapshot& snapshot() const { return snapshot_; }
  const Recording& recording(const std::string& recording_id) const;

  // The stored peaks of a recording of the snapshot; see ReferenceCache::get.
  Result<std::shared_ptr<const trace::ReferencePeaks>> peaks(const std::string& recording_id) const;

  // See trace::find_matches.
  Result<std::vector<trace::VerifiedMatch>> find(const dsp::Fingerprint& query, const dsp::EnergyRanks& ranks,
                                                 std::size_t threads, const trace::LeftOut& left_out = {},
                                                 double asked = 1) const;

  // How many recordings of the snapshot the composition tier knows, and which of them a query plays; see
  // trace::find_compositions.
  std::size_t compositions() const { return composition_segments_.recordings(); }
  Result<std::vector<trace::CompositionMatch>> find_compositions(const index::CompositionFeatures& query,
                                                                 std::size_t threads,
                                                                 trace::CompositionSearch search = {},
                                                                 const trace::LeftOut& left_out = {}) const;

  // How many recordings of the snapshot the style tier knows, and whose productions a query resembles; see
  // trace::find_styles.
  std::size_t styles() const { return styles_.recordings(); }
  std::vector<trace::StyleMatch> find_styles(std::span<const std::int8_t> windows) const {
    return trace::find_styles(windows, styles_);
  }

  // What the composition network heard in a recording that find_compositions() named.
  Result<std::shared_ptr<const index::CompositionFeatures>> composition(const std::string& recording_id) const {
    return references_->composition(recording_id);
  }

 private:
  Search(catalog::Snapshot snapshot, std::vector<index::LandmarkSegment> segments,
         std::unique_ptr<ReferenceCache> references)
      : snapshot_(std::move(snapshot)), segments_(std::move(segments)), references_(std::move(references)) {}

  Result<void> load_listenings(const Listener& listener);

  catalog::Snapshot snapshot_;
  std::vector<index::LandmarkSegment> segments_;
  std::unique_ptr<ReferenceCache> references_;
  trace::SegmentTable composition_segments_;
  std::unique_ptr<const trace::StandingCohort> composition_cohort_;
  trace::StyleTable styles_;
};

}  // namespace tributary::pipeline
