// The gate of the gradient store: with a diagonal Fisher it must rank items as one-step unlearning does.
#pragma once

#include <filesystem>
#include <vector>

#include "audit/generator.h"
#include "audit/gradient_plan.h"
#include "audit/segment_set.h"
#include "tributary/result.h"

namespace tributary::lab {

struct GateSettings {
  audit::GradientSettings gradients;  // rank and unit_layers are set to what unlearning means
  std::size_t queries = 20;
  double step = 1e-3;
};

struct GateResult {
  std::vector<double> agreements;  // Spearman over the segments, for each query
  double store_query_s = 0;        // mean processor time of a query
  double unlearning_query_s = 0;
};

// `queries` of the set `suspects`, spread over it, are asked both ways. The store is built in `folder`.
Result<GateResult> measure_gate(audit::Generator& generator, const audit::SegmentSet& segments,
                                const audit::SegmentSet& suspects, const std::filesystem::path& folder,
                                const GateSettings& settings);

}  // namespace tributary::lab
