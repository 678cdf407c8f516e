// Subsequence dynamic time warping: where in a reference a whole query lies, played at another tempo.
#pragma once

#include <cstddef>
#include <span>

namespace tributary::lab {

struct SubsequenceAlignment {
  float score = 0;        // mean similarity per frame of the query
  std::size_t begin = 0;  // the reference's frame of the query's first frame
  std::size_t end = 0;    // and of its last
};

// The best path through `similarity`, [query][reference] row by row, each side at least one frame. A step goes one
// frame on in both, or two in one of them, which bounds the tempo ratio by 1/2 and 2 (Müller 2015, section 7.2).
SubsequenceAlignment align_subsequence(std::span<const float> similarity, std::size_t query, std::size_t reference);

}  // namespace tributary::lab
