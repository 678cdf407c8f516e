// Methods that say which segments moved a query, each in its own way, with scores that can be summed over segments.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audit/generator.h"
#include "audit/gradient_plan.h"
#include "audit/segment_set.h"
#include "lab/audit/mucs.h"
#include "tributary/result.h"

namespace tributary::lab {

struct MethodScores {
  std::string name;
  std::vector<double> scores;  // [queries][segments]; more: the segment helped
  double query_s = 0;          // processor time of a query, once everything that is made beforehand is there
};

// Projected gradients of all segments and queries, means over the draws, as large as they are.
struct MeasuredGradients {
  audit::GradientSettings settings;
  std::vector<float> segments;  // [segments][dimensions]
  std::vector<float> queries;
  double query_s = 0;
};

Result<MeasuredGradients> measure_gradients(audit::Generator& generator, const audit::SegmentSet& segments,
                                            const audit::SegmentSet& queries, audit::GradientSettings settings);

// Inner products of gradients whitened with their full covariance, one result for each damping. With unit layers and in
// 8 bits these are the products of the store of `tributary audit`; as they are TRAK (Park et al. 2023), or D-TRAK
// (Zheng et al. 2024) where the generator's losses are its outputs' mean squares.
Result<std::vector<MethodScores>> gradient_methods(const audit::GeneratorInfo& info, MeasuredGradients measured,
                                                   bool as_store, const std::vector<double>& dampings,
                                                   const std::string& name);

// One-step unlearning with a diagonal Fisher, by finite differences over all segments.
Result<MethodScores> unlearning_method(audit::Generator& generator, const audit::SegmentSet& segments,
                                       const audit::SegmentSet& queries, audit::GradientSettings settings);

// Unlearning by training (see mucs.h); `untrained` has the model's shape and learned nothing.
Result<MethodScores> mucs_method(audit::Generator& generator, audit::Generator& untrained,
                                 const audit::SegmentSet& segments, const audit::SegmentSet& queries,
                                 const MucsSettings& settings);

// The same where only what stands out of a query's scores counts (see audit/sparse_scores.h).
MethodScores sparse_method(MethodScores method, std::size_t segments);

// The same with every segment worth so many deviations of a query's scores, beside what the method says of it: losses
// fall with the number of segments that a model learns from, whichever they are.
MethodScores method_with_worth(const MethodScores& method, std::size_t segments, double worth);

// The cosine of what segments sound like: means and deviations of their bands over time, standardised.
MethodScores similarity_method(const audit::SegmentSet& segments, const audit::SegmentSet& queries);

// What the model still loses on each segment, the same for every query: it does not look at them. What it foresees of
// leaving artists out is what they mean to all queries alike.
Result<MethodScores> own_loss_method(audit::Generator& generator, const audit::SegmentSet& segments,
                                     std::size_t queries);

MethodScores random_method(std::size_t segments, std::size_t queries, std::uint64_t seed);

}  // namespace tributary::lab
