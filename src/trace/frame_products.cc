#include "trace/frame_products.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/vector_clones.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kLanes = 16;
constexpr std::size_t kRows = 4;   // of the query at once
constexpr std::size_t kUnits = 2;  // of kLanes columns at once

using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

std::size_t rounded_up(std::size_t count) {
  constexpr std::size_t kColumns = kLanes * kUnits;
  return (count + kColumns - 1) / kColumns * kColumns;
}

// The products of kRows rows with all columns; rows and products are `stride` apart.
TRIBUTARY_VECTOR_CLONES
void multiply_rows(const float* rows, const float* columns, std::size_t stride, float* products) {
  for (std::size_t column = 0; column < stride; column += kLanes * kUnits) {
    Lanes sums[kRows][kUnits] = {};
    for (std::size_t i = 0; i < kFrameValues; ++i) {
      // One by one, and all loops of constant length, so that the sums stay in registers.
      Lanes values[kUnits];
      for (std::size_t unit = 0; unit < kUnits; ++unit)
        std::memcpy(&values[unit], columns + i * stride + column + unit * kLanes, sizeof(Lanes));
      for (std::size_t row = 0; row < kRows; ++row)
        for (std::size_t unit = 0; unit < kUnits; ++unit)
          sums[row][unit] += rows[row * kFrameValues + i] * values[unit];
    }
    for (std::size_t row = 0; row < kRows; ++row)
      for (std::size_t unit = 0; unit < kUnits; ++unit)
        std::memcpy(products + row * stride + column + unit * kLanes, &sums[row][unit], sizeof(Lanes));
  }
}

TRIBUTARY_VECTOR_CLONES
void to_integers(const float* values, std::size_t count, std::int32_t* integers) {
  for (std::size_t i = 0; i < count; ++i) integers[i] = static_cast<std::int32_t>(values[i]);
}

}  // namespace

FrameColumns::FrameColumns(const CompositionFrames& frames)
    : count_(frames.size()), stride_(rounded_up(count_)), values_(kFrameValues * stride_) {
  const std::span<const std::int16_t> rows = frames.values();
  for (std::size_t i = 0; i < kFrameValues; ++i)
    for (std::size_t frame = 0; frame < count_; ++frame)
      values_[i * stride_ + frame] = static_cast<float>(rows[frame * kFrameValues + i]);
}

void multiply_frames(const CompositionFrames& query, const FrameColumns& reference, std::span<std::int32_t> products) {
  TRIBUTARY_CHECK(products.size() == query.size() * reference.size());
  const std::size_t stride = reference.stride();
  std::vector<float> rows(kRows * kFrameValues);
  std::vector<float> found(kRows * stride);
  for (std::size_t first = 0; first < query.size(); first += kRows) {
    const std::size_t count = std::min(kRows, query.size() - first);
    const auto own = query.values().subspan(first * kFrameValues, count * kFrameValues);
    std::copy(own.begin(), own.end(), rows.begin());  // beyond the last row stands what is not used
    multiply_rows(rows.data(), reference.values(), stride, found.data());
    for (std::size_t row = 0; row < count; ++row)
      to_integers(found.data() + row * stride, reference.size(), &products[(first + row) * reference.size()]);
  }
}

}  // namespace tributary::trace
