// Recordings of the catalog that hold the same audio.
#pragma once

#include <vector>

#include "catalog/stored_recording.h"
#include "tributary/workspace.h"

namespace tributary::pipeline {

// Different files whose fingerprints are equal to the last bit: the same samples in another container or
// with other tags. By recording_id, then duplicate_id; of n equal recordings each later one is named with
// the first.
std::vector<Duplicate> find_duplicates(const std::vector<catalog::StoredRecording>& recordings);

}  // namespace tributary::pipeline
