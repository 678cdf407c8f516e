// What a store says of queries: the numbers that `tributary audit` answers from, for many queries at once.
#pragma once

#include <vector>

#include "audit/generator.h"
#include "audit/gradient_store.h"
#include "audit/segment_set.h"
#include "tributary/result.h"

namespace tributary::lab {

// The products of each query with each row: [queries][rows].
Result<std::vector<float>> store_products(audit::Generator& model, const audit::GradientStore& store,
                                          const audit::SegmentSet& queries);

// The scores, in which copies count as one passage: [queries][rows].
Result<std::vector<float>> store_scores(audit::Generator& model, const audit::GradientStore& store,
                                        const audit::SegmentSet& queries);

}  // namespace tributary::lab
