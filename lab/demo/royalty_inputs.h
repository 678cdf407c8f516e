// What a settlement of the demo's suspects needs beside a policy: who holds what, what was played, and the traces.
#pragma once

#include <filesystem>
#include <span>

#include "tributary/result.h"
#include "tributary/trace_answer.h"

namespace tributary::lab {

// Writes usage.csv (plays of every suspect in October 2026) and traces.jsonl into `folder`, and rights.csv, which it
// imports into the workspace `folder`: there each artist that an answer names holds the artist's recordings and works.
Result<void> write_royalty_inputs(std::span<const TraceAnswer> answers, const std::filesystem::path& folder);

}  // namespace tributary::lab
