// Traces every query of a set through the public API and scores the answers.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lab/recording/program/negative_report.h"
#include "lab/recording/query_set.h"
#include "lab/recording/scores.h"
#include "tributary/result.h"

namespace tributary::lab {

struct TraceRun {
  Scores scores;
  std::vector<std::string> json_lines;  // what `tributary trace --json` prints, in the order of the queries
  std::vector<std::string> failures;    // queries that could not be traced: they count as unanswered
  std::vector<AttributedNegative> attributed_negatives;
  double cpu_s = 0;
};

using TraceProgress = std::function<void(std::size_t done, std::size_t total)>;

// Queries run side by side, each on one thread, so that its CPU seconds are its own.
Result<TraceRun> trace_queries(const std::filesystem::path& folder, const std::vector<Query>& queries, std::size_t jobs,
                               const TraceProgress& progress);

}  // namespace tributary::lab
