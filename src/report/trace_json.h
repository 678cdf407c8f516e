// The machine-readable form of a trace: one JSON object per input (docs/formats/trace-json.md).
#pragma once

#include <string>

#include "tributary/trace_answer.h"

namespace tributary::report {

// What produced an answer; the same engine, input and catalog snapshot give the same bytes.
struct EngineInfo {
  std::string version;
  std::string warning = {};  // what is wrong with the batch so far; empty: nothing
};

// An input that could not be traced.
struct Refusal {
  std::string path;
  std::string reason;
};

// One line of schema tributary.trace/1, without the newline. Shares and the unattributed rest must add
// up to kWholePpm and every number must be finite. Bytes that are not UTF-8 become U+FFFD.
std::string to_json_line(const TraceAnswer& answer, const EngineInfo& engine);

// One line of schema tributary.refusal/1, without the newline: it takes the place of the trace line.
std::string to_json_line(const Refusal& refusal);

}  // namespace tributary::report
