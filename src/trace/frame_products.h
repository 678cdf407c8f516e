// Frame products: how much every frame of one sequence resembles every frame of another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "trace/composition_frames.h"

namespace tributary::trace {

// Frames laid out to be multiplied with many others: all first values, then all second ones, and so on.
class FrameColumns {
 public:
  explicit FrameColumns(const CompositionFrames& frames);

  std::size_t size() const { return count_; }
  std::size_t stride() const { return stride_; }
  const float* values() const { return values_.data(); }  // [kFrameValues][stride()], zeros from size() on

 private:
  std::size_t count_;
  std::size_t stride_;
  std::vector<float> values_;
};

// Writes [query.size()][reference.size()] dot products. They are computed in floating point and still exact, and so the
// same on every machine: the product of the lengths of two frames, which no partial sum exceeds, must be below 2^24.
void multiply_frames(const CompositionFrames& query, const FrameColumns& reference, std::span<std::int32_t> products);

}  // namespace tributary::trace
