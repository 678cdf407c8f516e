// What a report shows of the matches of an answer, gathered from the files on both sides.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "pipeline/search.h"
#include "report/report_content.h"
#include "tributary/result.h"
#include "tributary/trace_answer.h"

namespace tributary::pipeline {

// The places in answer.matches of those that a page shows: of each tier the strongest, 20 in all, in increasing order.
std::vector<std::size_t> shown_matches(const TraceAnswer& answer);

// By the place of the match; see read_passages for what happens to files that cannot be read. `search` is that of the
// answer's snapshot.
Result<std::map<std::size_t, report::MatchMaterial>> gather_material(const TraceAnswer& answer,
                                                                     const std::vector<std::size_t>& shown,
                                                                     const Search& search, bool with_audio,
                                                                     std::size_t threads);

}  // namespace tributary::pipeline
