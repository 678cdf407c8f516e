// A catalog snapshot opened for searching: its index segments and its recordings.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "dsp/fingerprint.h"
#include "index/landmark_segment.h"
#include "pipeline/layout.h"
#include "pipeline/reference_cache.h"
#include "trace/explaining_away.h"
#include "tributary/result.h"

namespace tributary::pipeline {

// Thread safe.
class Search {
 public:
  // Reads the snapshot and maps its segments. Errors name the damaged file.
  static Result<Search> open(catalog::Catalog& catalog, const Layout& layout);

  const catalog::Snapshot& snapshot() const { return snapshot_; }
  const Recording& recording(const std::string& recording_id) const;

  // See trace::find_matches.
  Result<std::vector<trace::VerifiedMatch>> find(const dsp::Fingerprint& query, std::size_t threads) const;

 private:
  Search(catalog::Snapshot snapshot, std::vector<index::LandmarkSegment> segments,
         std::unique_ptr<ReferenceCache> references)
      : snapshot_(std::move(snapshot)), segments_(std::move(segments)), references_(std::move(references)) {}

  catalog::Snapshot snapshot_;
  std::vector<index::LandmarkSegment> segments_;
  std::unique_ptr<ReferenceCache> references_;
};

}  // namespace tributary::pipeline
