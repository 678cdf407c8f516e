// What a settlement of the workspace is made from, as the command line names it.
#pragma once

#include <string>
#include <vector>

#include "cli/invocation.h"
#include "royalty/attribution_index.h"
#include "royalty/settled_lines.h"
#include "royalty/settlement.h"

namespace tributary::cli {

// Files of JSON lines, and of what the platform calls the traced files; both may be empty.
struct TraceFiles {
  std::vector<std::string> traces;
  std::string tracks;
};

struct SettlementInputs {
  TraceFiles files;
  std::string from;  // days
  std::string to;
  std::string revenue;  // in the policy's currency; may be empty
  std::string works;    // a file; may be empty
  // Takes lines that another settlement has as well.
  bool again = true;
};

// Both add options to a verb and are outlived by what they fill.
void add_trace_files(CLI::App& verb, TraceFiles& files);
void add_settlement_inputs(CLI::App& verb, SettlementInputs& inputs);

// The attributions of all files. Each line that cannot be used is reported, and one is enough for an error: a track
// without its trace would be settled as unattributed, once and for all.
Result<royalty::AttributionIndex> read_traces(Invocation& invocation, const TraceFiles& files);

// A settlement with everything added, and the usage lines that it takes.
struct PreparedSettlement {
  royalty::Settlement settlement;
  royalty::TakenLines taken;
};

// The settlement with this id under a policy.
Result<PreparedSettlement> settlement_of(const Invocation& invocation, const SettlementInputs& inputs,
                                         const royalty::AttributionIndex& attributions, const royalty::Policy& policy,
                                         const std::string& settlement_id);

}  // namespace tributary::cli
