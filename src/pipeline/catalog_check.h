// Compares everything a workspace stores with what its catalog says of it.
#pragma once

#include "catalog/catalog.h"
#include "pipeline/layout.h"
#include "pipeline/listener.h"
#include "tributary/result.h"
#include "tributary/workspace.h"

namespace tributary::pipeline {

// Needs the workspace lock. Fills everything but the duplicates; an Error means that the catalog database
// itself cannot be read.
Result<CheckReport> check_workspace(catalog::Catalog& catalog, const Layout& layout, const Listener& listener,
                                    const std::vector<catalog::StoredRecording>& recordings, const JobOptions& options);

}  // namespace tributary::pipeline
