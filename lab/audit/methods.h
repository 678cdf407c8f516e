// Methods that say which segments moved a query, each in its own way, with scores that can be summed over segments.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audit/generator.h"
#include "audit/gradient_plan.h"
#include "audit/segment_set.h"
#include "tributary/result.h"

namespace tributary::lab {

struct MethodScores {
  std::string name;
  std::vector<double> scores;  // [queries][segments]; more: the segment helped
  double query_s = 0;          // processor time of a query, once everything that is made beforehand is there
};

// Projected gradients, whitened with their full covariance. With unit draws it is the store of `tributary audit`,
// without them TRAK (Park et al. 2023) on the loss of the diffusion. One result for each damping.
Result<std::vector<MethodScores>> gradient_methods(audit::Generator& generator, const audit::SegmentSet& segments,
                                                   const audit::SegmentSet& queries, audit::GradientSettings settings,
                                                   const std::vector<double>& dampings);

// One-step unlearning with a diagonal Fisher, by finite differences over all segments.
Result<MethodScores> unlearning_method(audit::Generator& generator, const audit::SegmentSet& segments,
                                       const audit::SegmentSet& queries, audit::GradientSettings settings);

// The cosine of what segments sound like: means and deviations of their bands over time, standardised.
MethodScores similarity_method(const audit::SegmentSet& segments, const audit::SegmentSet& queries);

MethodScores random_method(std::size_t segments, std::size_t queries, std::uint64_t seed);

}  // namespace tributary::lab
