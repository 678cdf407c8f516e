// What the catalog of a workspace calls the recordings and works of its rights graph.
#pragma once

#include "pipeline/layout.h"
#include "rights/asset_aliases.h"
#include "tributary/result.h"

namespace tributary::pipeline {

// None where the workspace holds no catalog.
Result<rights::AssetAliases> rights_aliases(const Layout& layout);

}  // namespace tributary::pipeline
