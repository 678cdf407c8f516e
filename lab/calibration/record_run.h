// Runs over the cases of a set and keeps what each gave in a file, line by line.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <vector>

#include "lab/calibration/case_record.h"

namespace tributary::lab {

using CaseJob = std::function<Result<CaseRecord>(const MixCase&)>;

// Calls `job` for the first `limit` cases (0: all) that `file` has no line of yet, on `jobs` threads, and adds their
// lines as they come. Returns the records of all of those cases, by name; a case that fails is named on standard error.
Result<std::vector<CaseRecord>> run_cases(const std::filesystem::path& set, const std::filesystem::path& file,
                                          std::size_t limit, std::size_t jobs, const CaseJob& job);

}  // namespace tributary::lab
