// Frame products: how much every frame of one sequence resembles every frame of another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "trace/composition_frames.h"

namespace tributary::trace {

// Frames laid out to be multiplied with many others, kBlockFrames at a time: the first two values of all in a block,
// then their next two, and so on.
class FrameColumns {
 public:
  static constexpr std::size_t kBlockFrames = 16;

  explicit FrameColumns(const CompositionFrames& frames);

  std::size_t size() const { return count_; }
  std::size_t blocks() const { return (count_ + kBlockFrames - 1) / kBlockFrames; }
  // What a row of products takes: size(), rounded up to whole blocks.
  std::size_t width() const { return blocks() * kBlockFrames; }
  // [kFrameValues / 2][kBlockFrames][2], zeros from size() on.
  const std::int16_t* block(std::size_t index) const { return values_.data() + index * kBlockFrames * kFrameValues; }

 private:
  std::size_t count_;
  std::vector<std::int16_t> values_;
};

// Products of each of `rows` frames of a query with `columns` of a reference, and zeros where either has no more.
struct FrameProducts {
  const std::int32_t* values = nullptr;  // [rows or more][width()]
  std::size_t rows = 0;
  std::size_t columns = 0;

  std::size_t width() const {
    return (columns + FrameColumns::kBlockFrames - 1) / FrameColumns::kBlockFrames * FrameColumns::kBlockFrames;
  }
};

// The rows that the products of a query of so many frames take: frames are multiplied a few at once.
std::size_t product_rows(std::size_t query_frames);

// Writes [product_rows(query.size())][reference.width()] dot products, zeros where either has no more frames: exact, as
// the product of the lengths of two frames, which no partial sum exceeds, must be below 2^31.
void multiply_frames(const CompositionFrames& query, const FrameColumns& reference, std::span<std::int32_t> products);

// What this processor can multiply with, fastest first. All give the same.
enum class VectorUnit { kVnni, kAvx2, kNone };
std::vector<VectorUnit> vector_units();

// The same with one of vector_units().
void multiply_frames(const CompositionFrames& query, const FrameColumns& reference, std::span<std::int32_t> products,
                     VectorUnit unit);

}  // namespace tributary::trace
