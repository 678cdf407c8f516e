// Builds the landmark index of a workspace, segment by segment.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "pipeline/layout.h"
#include "tributary/progress.h"
#include "tributary/result.h"
#include "tributary/workspace.h"

namespace tributary::pipeline {

// Needs the workspace lock. A segment is written before the transaction that puts it in the place of
// others, and those files are deleted after it, so that a crash leaves the old index or the new one.
// Memory is bounded by one segment of kSegmentMaxS.
class SegmentBuilder {
 public:
  // Both outlive the builder.
  SegmentBuilder(catalog::Catalog& catalog, const Layout& layout) : catalog_(catalog), layout_(layout) {}

  // Puts every waiting recording into a segment. A segment whose file is missing or has the wrong length
  // is built anew. `progress` may be null.
  Result<void> index_waiting(ProgressListener* progress);

  // Takes the recordings out of the catalog, and their landmarks out of the index, in one step. The ids exist.
  Result<void> remove(const std::vector<std::string>& recording_ids);

  // Recordings that were left out of the index, because their fingerprint file is damaged.
  const std::vector<Finding>& damaged() const { return damaged_; }

 private:
  Result<void> retire_lost_segments();
  // The segment over these members, on disk but in no row; no recordings where all are damaged.
  Result<catalog::NewSegment> write_segment(std::span<const catalog::SegmentMember> members);
  Result<void> delete_retired(const std::vector<catalog::StoredSegment>& before);

  catalog::Catalog& catalog_;
  const Layout& layout_;
  std::vector<Finding> damaged_;
};

}  // namespace tributary::pipeline
