// Files in a workspace that no row of its catalog speaks of.
#pragma once

#include <filesystem>
#include <vector>

#include "catalog/catalog.h"
#include "pipeline/layout.h"
#include "tributary/result.h"

namespace tributary::pipeline {

// By path. What a killed job leaves: temporaries, fingerprints without a recording, segments that were not
// yet or are no longer part of the index.
Result<std::vector<std::filesystem::path>> find_leftovers(catalog::Catalog& catalog, const Layout& layout);

// Needs the workspace lock.
Result<void> remove_leftovers(catalog::Catalog& catalog, const Layout& layout);

}  // namespace tributary::pipeline
