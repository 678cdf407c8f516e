// A mix set on disk: a catalog to import and cases with their truth.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "lab/mix/mix_music.h"
#include "tributary/result.h"

namespace tributary::lab {

// Writes out/catalog.csv (columns path, title, artist, work_id, owner, tradition) with the recordings it makes for it
// in out/catalog, and out/cases/NNNNN.json with the suspect beside it. Cases that are there already are kept: a run
// that was cut off goes on. Returns why files of music were left out. The files do not depend on the number of jobs.
// `progress` is called from any thread.
Result<std::vector<std::string>> make_mix_set(const MixOptions& options,
                                              const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tributary::lab
