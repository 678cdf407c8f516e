// Recordings of the catalog that hold the same audio.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "pipeline/layout.h"
#include "pipeline/listener.h"
#include "tributary/workspace.h"

namespace tributary::pipeline {

// Fills report.duplicates: pairs of recordings of which the shorter is, to a good part, inside the other, as a
// copy, another encoding, at another pitch or tempo, edited or as an excerpt. Each recording's fingerprint is
// traced against the others'. Of those whose fingerprints are equal to the last bit each later one is named
// with the first, and one of them is compared with the rest. By recording_id, then duplicate_id.
//
// Needs the workspace lock, and the problems that check_workspace found: what is damaged is not compared. A
// notice names what else was not.
void find_duplicates(catalog::Catalog& catalog, const Layout& layout, const Listener& listener,
                     const std::vector<catalog::StoredRecording>& recordings, const JobOptions& options,
                     CheckReport& report);

}  // namespace tributary::pipeline
