#include "trace/frame_products.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.h"
#include "trace/avx512.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kRows = 4;  // of the query at once
constexpr std::size_t kColumns = FrameColumns::kBlockFrames;
constexpr std::size_t kPairValues = 2;  // values that lie together
constexpr std::size_t kPairs = kFrameValues / kPairValues;
static_assert(kFrameValues % kPairValues == 0);

// kRows rows of [kFrameValues], and so many blocks of FrameColumns; the rows of products are `product_stride` apart.
// Sums fit 32 bits, and integers add up to the same in any order: all ways to compute them agree.
struct Tile {
  const std::int16_t* rows;
  const std::int16_t* columns;
  std::size_t blocks;
  std::int32_t* products;
  std::size_t product_stride;
};

void multiply_plainly(const Tile& tile) {
  for (std::size_t block = 0; block < tile.blocks; ++block)
    for (std::size_t row = 0; row < kRows; ++row) {
      std::array<std::int32_t, kColumns> sums{};
      for (std::size_t pair = 0; pair < kPairs; ++pair) {
        const std::int16_t* own = tile.rows + row * kFrameValues + pair * kPairValues;
        const std::int16_t* others = tile.columns + (block * kPairs + pair) * kColumns * kPairValues;
        for (std::size_t column = 0; column < kColumns; ++column)
          sums[column] += own[0] * others[column * kPairValues] + own[1] * others[column * kPairValues + 1];
      }
      std::copy(sums.begin(), sums.end(), tile.products + row * tile.product_stride + block * kColumns);
    }
}

#ifdef __x86_64__

std::int32_t as_integer(const std::int16_t* pair) {
  std::int32_t bits = 0;
  std::memcpy(&bits, pair, sizeof bits);
  return bits;
}

__attribute__((target("avx2"))) void multiply_with_avx2(const Tile& tile) {
  constexpr std::size_t kLanes = 8;
  constexpr std::size_t kUnits = kColumns / kLanes;  // so many sums stay in registers
  for (std::size_t block = 0; block < tile.blocks; ++block) {
    __m256i sums[kRows][kUnits] = {};
    for (std::size_t pair = 0; pair < kPairs; ++pair) {
      const std::int16_t* others = tile.columns + (block * kPairs + pair) * kColumns * kPairValues;
      __m256i values[kUnits];
      for (std::size_t unit = 0; unit < kUnits; ++unit)
        values[unit] = _mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(others + unit * kLanes * kPairValues));
      for (std::size_t row = 0; row < kRows; ++row) {
        const __m256i own = _mm256_set1_epi32(as_integer(tile.rows + row * kFrameValues + pair * kPairValues));
        for (std::size_t unit = 0; unit < kUnits; ++unit)
          sums[row][unit] = _mm256_add_epi32(sums[row][unit], _mm256_madd_epi16(own, values[unit]));
      }
    }
    for (std::size_t row = 0; row < kRows; ++row)
      for (std::size_t unit = 0; unit < kUnits; ++unit)
        _mm256_storeu_si256(
            reinterpret_cast<__m256i_u*>(tile.products + row * tile.product_stride + block * kColumns + unit * kLanes),
            sums[row][unit]);
  }
}

// Blocks [first, first + Blocks) of a tile.
template <std::size_t Blocks>
TRIBUTARY_WITH_AVX512 void multiply_blocks(const Tile& tile, std::size_t first) {
  __m512i sums[kRows][Blocks] = {};
#pragma GCC unroll 24
  for (std::size_t pair = 0; pair < kPairs; ++pair) {
    __m512i values[Blocks];
    for (std::size_t block = 0; block < Blocks; ++block)
      values[block] = _mm512_loadu_si512(tile.columns + ((first + block) * kPairs + pair) * kColumns * kPairValues);
    for (std::size_t row = 0; row < kRows; ++row) {
      const __m512i own = _mm512_set1_epi32(as_integer(tile.rows + row * kFrameValues + pair * kPairValues));
      for (std::size_t block = 0; block < Blocks; ++block)
        sums[row][block] = _mm512_dpwssd_epi32(sums[row][block], own, values[block]);
    }
  }
  for (std::size_t row = 0; row < kRows; ++row)
    for (std::size_t block = 0; block < Blocks; ++block)
      _mm512_storeu_si512(tile.products + row * tile.product_stride + (first + block) * kColumns, sums[row][block]);
}

void multiply_with_vnni(const Tile& tile) {
  static_assert(kColumns == 16);
  std::size_t first = 0;
  for (; first + 4 <= tile.blocks; first += 4) multiply_blocks<4>(tile, first);
  if (tile.blocks - first == 3) return multiply_blocks<3>(tile, first);
  if (tile.blocks - first == 2) return multiply_blocks<2>(tile, first);
  if (tile.blocks - first == 1) return multiply_blocks<1>(tile, first);
}

#endif

using Multiply = void (*)(const Tile&);

Multiply multiply_with([[maybe_unused]] VectorUnit unit) {
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
  if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw")) units.push_back(VectorUnit::kVnni);
  if (__builtin_cpu_supports("avx2")) units.push_back(VectorUnit::kAvx2);
#endif
  units.push_back(VectorUnit::kNone);
  return units;
}

FrameColumns::FrameColumns(const CompositionFrames& frames) : count_(frames.size()), values_(width() * kFrameValues) {
  const std::span<const std::int16_t> rows = frames.values();
  for (std::size_t frame = 0; frame < count_; ++frame) {
    const std::int16_t* own = rows.data() + frame * kFrameValues;
    std::int16_t* column = values_.data() + frame / kColumns * kColumns * kFrameValues + frame % kColumns * kPairValues;
    for (std::size_t pair = 0; pair < kPairs; ++pair)
      std::memcpy(column + pair * kColumns * kPairValues, own + pair * kPairValues, kPairValues * sizeof *own);
  }
}

std::size_t product_rows(std::size_t query_frames) { return (query_frames + kRows - 1) / kRows * kRows; }

void multiply_frames(const CompositionFrames& query, const FrameColumns& reference, std::span<std::int32_t> products) {
  static const VectorUnit kFastest = vector_units().front();
  multiply_frames(query, reference, products, kFastest);
}

void multiply_frames(const CompositionFrames& query, const FrameColumns& reference, std::span<std::int32_t> products,
                     VectorUnit unit) {
  TRIBUTARY_CHECK(products.size() == product_rows(query.size()) * reference.width());
  if (products.empty()) return;
  const Multiply multiply = multiply_with(unit);
  const std::size_t stride = reference.width();
  const std::size_t whole = query.size() / kRows * kRows;
  constexpr std::size_t kBlocksAtOnce = 4;  // stay in the processor's first cache while all rows pass
  std::array<std::int16_t, kRows * kFrameValues> rest{};
  std::copy(query.values().begin() + static_cast<std::ptrdiff_t>(whole * kFrameValues), query.values().end(),
            rest.begin());
  for (std::size_t block = 0; block < reference.blocks(); block += kBlocksAtOnce) {
    const std::size_t blocks = std::min(kBlocksAtOnce, reference.blocks() - block);
    for (std::size_t first = 0; first < query.size(); first += kRows) {
      const std::int16_t* rows = first < whole ? query.values().data() + first * kFrameValues : rest.data();
      multiply({rows, reference.block(block), blocks, products.data() + first * stride + block * kColumns, stride});
    }
  }
}

}  // namespace tributary::trace
