// Renders a query plan: audio files for a catalog and for queries, with the truth beside them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

#include "lab/render/query_plan.h"
#include "tributary/result.h"

namespace tributary::lab {

struct AudioSetOptions {
  std::filesystem::path out;
  std::filesystem::path catalog_soundfont;
  std::vector<std::filesystem::path> query_soundfonts;  // each query is played with one of them
  double query_s = 15;
  int rate_hz = 16000;
  std::size_t threads = 1;
};

// Writes mono files at -20 dB mean level, WAV of 16 bits but for the conditions of codecs, into `out`/catalog and
// `out`/queries, catalog.csv (to import;
// columns path, title, artist, work_id, version_id, tradition) and queries.csv with the columns path, condition,
// work_id, version_id, tradition, transposition (semitones), tempo_ratio, start (s in the version), length (s),
// soundfont, under (version_id of a mixture's other piece), under_db, time_map: stretches "q0-q1:c0-c1", the seconds
// of the query and of the catalog's recording, joined by '|'; and repeats: seconds by which what the time map gives
// lies elsewhere in the recording too, because the tune is played again, joined by '|'. A negative has no work_id. The
// files do not depend on `threads`. `progress` is called from any thread.
Result<void> render_audio_set(const QueryPlan& plan, const AudioSetOptions& options,
                              const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tributary::lab
