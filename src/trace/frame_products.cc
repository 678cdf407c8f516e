#include "trace/frame_products.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace tributary::trace {
namespace {

constexpr std::size_t kRows = 4;  // of the query at once
constexpr std::size_t kColumns = FrameColumns::kBlockFrames;
constexpr std::size_t kPairValues = 2;  // values that lie together
constexpr std::size_t kPairs = kFrameValues / kPairValues;
static_assert(kFrameValues % kPairValues == 0);

// kRows rows of [kFrameValues], and the columns of a block of FrameColumns; the rows of products are `product_stride`
// apart. Sums fit 32 bits, and integers add up to the same in any order: all ways to compute them agree.
struct Block {
  const std::int16_t* rows;
  const std::int16_t* columns;
  std::int32_t* products;
  std::size_t product_stride;
};

void multiply_plainly(const Block& block) {
  for (std::size_t row = 0; row < kRows; ++row) {
    std::array<std::int32_t, kColumns> sums{};
    for (std::size_t pair = 0; pair < kPairs; ++pair) {
      const std::int16_t* own = block.rows + row * kFrameValues + pair * kPairValues;
      const std::int16_t* others = block.columns + pair * kColumns * kPairValues;
      for (std::size_t column = 0; column < kColumns; ++column)
        sums[column] += own[0] * others[column * kPairValues] + own[1] * others[column * kPairValues + 1];
    }
    std::copy(sums.begin(), sums.end(), block.products + row * block.product_stride);
  }
}

#ifdef __x86_64__

std::int32_t as_integer(const std::int16_t* pair) {
  std::int32_t bits = 0;
  std::memcpy(&bits, pair, sizeof bits);
  return bits;
}

__attribute__((target("avx2"))) void multiply_with_avx2(const Block& block) {
  constexpr std::size_t kLanes = 8;
  constexpr std::size_t kUnits = 2;  // so many sums stay in registers
  for (std::size_t first = 0; first < kColumns; first += kUnits * kLanes) {
    __m256i sums[kRows][kUnits] = {};
    for (std::size_t pair = 0; pair < kPairs; ++pair) {
      const std::int16_t* others = block.columns + (pair * kColumns + first) * kPairValues;
      __m256i values[kUnits];
      for (std::size_t unit = 0; unit < kUnits; ++unit)
        values[unit] = _mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(others + unit * kLanes * kPairValues));
      for (std::size_t row = 0; row < kRows; ++row) {
        const __m256i own = _mm256_set1_epi32(as_integer(block.rows + row * kFrameValues + pair * kPairValues));
        for (std::size_t unit = 0; unit < kUnits; ++unit)
          sums[row][unit] = _mm256_add_epi32(sums[row][unit], _mm256_madd_epi16(own, values[unit]));
      }
    }
    for (std::size_t row = 0; row < kRows; ++row)
      for (std::size_t unit = 0; unit < kUnits; ++unit)
        _mm256_storeu_si256(
            reinterpret_cast<__m256i_u*>(block.products + row * block.product_stride + first + unit * kLanes),
            sums[row][unit]);
  }
}

__attribute__((target("avx512vnni"))) void multiply_with_vnni(const Block& block) {
  constexpr std::size_t kLanes = 16;
  constexpr std::size_t kUnits = kColumns / kLanes;
  __m512i sums[kRows][kUnits] = {};
#pragma GCC unroll 24
  for (std::size_t pair = 0; pair < kPairs; ++pair) {
    const std::int16_t* others = block.columns + pair * kColumns * kPairValues;
    __m512i values[kUnits];
    for (std::size_t unit = 0; unit < kUnits; ++unit)
      values[unit] = _mm512_loadu_si512(others + unit * kLanes * kPairValues);
    for (std::size_t row = 0; row < kRows; ++row) {
      const __m512i own = _mm512_set1_epi32(as_integer(block.rows + row * kFrameValues + pair * kPairValues));
      for (std::size_t unit = 0; unit < kUnits; ++unit)
        sums[row][unit] = _mm512_dpwssd_epi32(sums[row][unit], own, values[unit]);
    }
  }
  for (std::size_t row = 0; row < kRows; ++row)
    for (std::size_t unit = 0; unit < kUnits; ++unit)
      _mm512_storeu_si512(block.products + row * block.product_stride + unit * kLanes, sums[row][unit]);
}

#endif

using Multiply = void (*)(const Block&);

Multiply multiply_with(VectorUnit unit) {
#ifdef __x86_64__
  if (unit == VectorUnit::kVnni) return multiply_with_vnni;
  if (unit == VectorUnit::kAvx2) return multiply_with_avx2;
#endif
  return multiply_plainly;
}

}  // namespace

std::vector<VectorUnit> vector_units() {
  std::vector<VectorUnit> units;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512vnni")) units.push_back(VectorUnit::kVnni);
  if (__builtin_cpu_supports("avx2")) units.push_back(VectorUnit::kAvx2);
#endif
  units.push_back(VectorUnit::kNone);
  return units;
}

FrameColumns::FrameColumns(const CompositionFrames& frames)
    : count_(frames.size()), values_(blocks() * kColumns * kFrameValues) {
  const std::span<const std::int16_t> rows = frames.values();
  for (std::size_t frame = 0; frame < count_; ++frame) {
    const std::int16_t* own = rows.data() + frame * kFrameValues;
    std::int16_t* column = values_.data() + frame / kColumns * kColumns * kFrameValues + frame % kColumns * kPairValues;
    for (std::size_t pair = 0; pair < kPairs; ++pair)
      for (std::size_t i = 0; i < kPairValues; ++i)
        column[pair * kColumns * kPairValues + i] = own[pair * kPairValues + i];
  }
}

void multiply_frames(const CompositionFrames& query, const FrameColumns& reference, std::span<std::int32_t> products) {
  static const VectorUnit kFastest = vector_units().front();
  multiply_frames(query, reference, products, kFastest);
}

void multiply_frames(const CompositionFrames& query, const FrameColumns& reference, std::span<std::int32_t> products,
                     VectorUnit unit) {
  TRIBUTARY_CHECK(products.size() == query.size() * reference.size());
  const Multiply multiply = multiply_with(unit);
  std::array<std::int16_t, kRows * kFrameValues> rest{};  // beyond the last row stands what is not used
  const std::size_t whole = query.size() / kRows * kRows;
  std::copy(query.values().begin() + static_cast<std::ptrdiff_t>(whole * kFrameValues), query.values().end(),
            rest.begin());
  std::array<std::int32_t, kRows * kColumns> edge;
  for (std::size_t block = 0; block < reference.blocks(); ++block) {
    const std::size_t width = std::min(kColumns, reference.size() - block * kColumns);
    for (std::size_t first = 0; first < query.size(); first += kRows) {
      const std::size_t count = std::min(kRows, query.size() - first);
      const std::int16_t* rows = count == kRows ? query.values().data() + first * kFrameValues : rest.data();
      std::int32_t* here = products.data() + first * reference.size() + block * kColumns;
      if (count == kRows && width == kColumns) {
        multiply({rows, reference.block(block), here, reference.size()});
        continue;
      }
      multiply({rows, reference.block(block), edge.data(), kColumns});
      for (std::size_t row = 0; row < count; ++row)
        std::copy_n(&edge[row * kColumns], width, here + row * reference.size());
    }
  }
}

}  // namespace tributary::trace
