// What a settlement of the workspace is made from, as the command line names it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/invocation.h"
#include "royalty/attribution_index.h"
#include "royalty/settlement.h"

namespace tributary::cli {

struct SettlementInputs {
  std::vector<std::string> traces;  // files of JSON lines
  std::string from;                 // days
  std::string to;
  std::string pool;   // "12000.00 EUR"; may be empty
  std::string works;  // a file; may be empty
};

// Adds the options to a verb; `inputs` outlives it.
void add_settlement_inputs(CLI::App& verb, SettlementInputs& inputs);

// The attributions of all files; lines that cannot be used are refused one by one.
Result<royalty::AttributionIndex> read_traces(Invocation& invocation, const std::vector<std::string>& files);

// The settlement with this id under a policy, with everything added.
Result<royalty::Settlement> settlement_of(const Invocation& invocation, const SettlementInputs& inputs,
                                          const royalty::AttributionIndex& attributions, const royalty::Policy& policy,
                                          const std::string& settlement_id);

}  // namespace tributary::cli
