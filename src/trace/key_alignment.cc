#include "trace/key_alignment.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "base/check.h"
#include "trace/avx512.h"
#include "trace/frame_products.h"
#include "trace/path_sums.h"
#include "trace/product_sums.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kClasses = index::kCompositionPitchClasses;
constexpr std::size_t kChannels = index::kCompositionChannels;
constexpr std::size_t kLanes = CoarseColumns::kBlockFrames;
// Keys k, k + 3, k + 6 and k + 9 are looked at together.
constexpr std::size_t kGroups = 3;
constexpr std::size_t kGroupKeys = 4;
static_assert(kGroups * kGroupKeys == KeyAlignment::kKeys && kGroupKeys == kTablesAtOnce);
// So many frames of the query are multiplied at once; ones of zeros fill them up.
constexpr std::size_t kRows = 4;
std::size_t filled_up(std::size_t rows) { return (rows + kRows - 1) / kRows * kRows; }

// The remainders of a frame, [pitch class][channel]: modulo x^3 - 1, x^3 + 1 and x^6 + 1, the last in two keys.
constexpr std::size_t kThirdValues = 3 * kChannels;
constexpr std::size_t kHalfValues = 6 * kChannels;
constexpr std::size_t kRemainderValues = 2 * kThirdValues + 2 * kHalfValues;

// Those of a frame of the query, for the keys that begin with this one.
void append_remainders(std::span<const std::int16_t> frame, std::size_t key, std::vector<std::int16_t>& remainders) {
  const auto value = [&](std::size_t pitch_class, std::size_t channel) {
    return frame[channel * kClasses + (pitch_class + key) % kClasses];
  };
  const auto append = [&](std::size_t classes, const auto& remainder) {
    for (std::size_t i = 0; i < classes; ++i)
      for (std::size_t channel = 0; channel < kChannels; ++channel)
        remainders.push_back(static_cast<std::int16_t>(remainder(i, channel)));
  };
  const auto sum = [&](std::size_t i, std::size_t c) { return value(i, c) + value(i + 6, c); };
  const auto difference = [&](std::size_t i, std::size_t c) { return value(i, c) - value(i + 6, c); };
  append(3, [&](std::size_t i, std::size_t c) { return sum(i, c) + sum(i + 3, c); });
  append(3, [&](std::size_t i, std::size_t c) { return sum(i, c) - sum(i + 3, c); });
  append(6, difference);
  append(6, [&](std::size_t i, std::size_t c) { return difference(i + 3, c); });
}

#ifdef __x86_64__

constexpr std::size_t kPairs = 2;  // of channels
constexpr std::size_t kVectorValues = 2 * kLanes;
constexpr std::size_t kVectors = kFrameValues / 2;  // of a block's remainders
constexpr std::size_t kThirdPairs = kThirdValues / 2;
constexpr std::size_t kHalfPairs = kHalfValues / 2;

// A block of a recording as remainders modulo x^3 - 1, x^3 + 1 and x^6 + 1.
TRIBUTARY_WITH_AVX512 void divide(const std::int8_t* block, __m512i (&remainders)[kVectors]) {
  static_assert(kCoarseStep == 1 << 3);
  for (std::size_t pair = 0; pair < kPairs; ++pair) {
    __m512i value[kClasses];
    for (std::size_t i = 0; i < kClasses; ++i) {
      const auto* bytes = reinterpret_cast<const __m256i_u*>(block + (i * kPairs + pair) * kVectorValues);
      value[i] = _mm512_slli_epi16(_mm512_cvtepi8_epi16(_mm256_loadu_si256(bytes)), 3);
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const __m512i sum = _mm512_add_epi16(value[i], value[i + 6]);
      const __m512i next = _mm512_add_epi16(value[i + 3], value[i + 9]);
      remainders[i * kPairs + pair] = _mm512_add_epi16(sum, next);
      remainders[kThirdPairs + i * kPairs + pair] = _mm512_sub_epi16(sum, next);
    }
    for (std::size_t i = 0; i < 6; ++i)
      remainders[2 * kThirdPairs + i * kPairs + pair] = _mm512_sub_epi16(value[i], value[i + 6]);
  }
}

struct Products {
  std::int32_t* values;  // [kGroupKeys][rows][width]
  std::size_t rows;
  std::size_t width;

  std::int32_t* at(std::size_t key, std::size_t row) const { return values + (key * rows + row) * width; }
};

TRIBUTARY_WITH_AVX512 __m512i twice(const std::int16_t* pair) {
  std::int32_t bits = 0;
  std::memcpy(&bits, pair, sizeof bits);
  return _mm512_set1_epi32(bits);
}

// The products of some rows of a group of keys with a block. A sum and a difference of products are twice one each.
TRIBUTARY_WITH_AVX512 void multiply(const std::int16_t* rows, const __m512i (&columns)[kVectors],
                                    const Products& products, std::size_t row, std::size_t column) {
  __m512i sums[kRows] = {};
  __m512i differences[kRows] = {};
#pragma GCC unroll 6
  for (std::size_t i = 0; i < kThirdPairs; ++i)
#pragma GCC unroll 4
    for (std::size_t own = 0; own < kRows; ++own) {
      const std::int16_t* pair = rows + own * kRemainderValues + 2 * i;
      sums[own] = _mm512_dpwssd_epi32(sums[own], columns[i], twice(pair));
      differences[own] = _mm512_dpwssd_epi32(differences[own], columns[kThirdPairs + i], twice(pair + kThirdValues));
    }
  __m512i first[kRows] = {};
  __m512i second[kRows] = {};
#pragma GCC unroll 12
  for (std::size_t i = 0; i < kHalfPairs; ++i)
#pragma GCC unroll 4
    for (std::size_t own = 0; own < kRows; ++own) {
      const std::int16_t* pair = rows + own * kRemainderValues + 2 * kThirdValues + 2 * i;
      first[own] = _mm512_dpwssd_epi32(first[own], columns[2 * kThirdPairs + i], twice(pair));
      second[own] = _mm512_dpwssd_epi32(second[own], columns[2 * kThirdPairs + i], twice(pair + kHalfValues));
    }
#pragma GCC unroll 4
  for (std::size_t own = 0; own < kRows; ++own) {
    const __m512i even = _mm512_srai_epi32(_mm512_add_epi32(sums[own], differences[own]), 1);
    const __m512i odd = _mm512_srai_epi32(_mm512_sub_epi32(sums[own], differences[own]), 1);
    const __m512i four[kGroupKeys] = {_mm512_add_epi32(even, first[own]), _mm512_add_epi32(odd, second[own]),
                                      _mm512_sub_epi32(even, first[own]), _mm512_sub_epi32(odd, second[own])};
#pragma GCC unroll 4
    for (std::size_t key = 0; key < kGroupKeys; ++key)
      _mm512_storeu_si512(products.at(key, row + own) + column, _mm512_srai_epi32(four[key], 1));
  }
}

#endif

}  // namespace

KeyAlignment::KeyAlignment(const CompositionFrames& query, bool any_key, const PathCosts& costs)
    : KeyAlignment(query, any_key, costs, vector_units().front()) {}

KeyAlignment::KeyAlignment(const CompositionFrames& query, bool any_key, const PathCosts& costs, VectorUnit unit)
    : keys_(any_key ? kKeys : 1),
      costs_(costs),
      is_together_(unit == VectorUnit::kVnni),
      alignment_(costs),
      rows_(query.size()) {
  TRIBUTARY_CHECK(rows_ <= LocalAlignment::kQueryFramesMax);
  if (!is_together_) {
    for (std::size_t key = 0; key < keys_; ++key) queries_.push_back(query.lowered(static_cast<int>(key)));
    return;
  }
  for (std::size_t group = 0; group < std::min(keys_, kGroups); ++group) {
    for (std::size_t row = 0; row < rows_; ++row)
      append_remainders(query.values().subspan(row * kFrameValues, kFrameValues), group, remainders_);
    remainders_.resize((group + 1) * filled_up(rows_) * kRemainderValues);
  }
}

KeyAlignment::Scores KeyAlignment::best_scores(const CoarseColumns& reference) {
  return is_together_ ? scores_together(reference) : scores_one_by_one(reference);
}

KeyAlignment::Scores KeyAlignment::scores_one_by_one(const CoarseColumns& reference) {
  const FrameColumns columns(CompositionFrames::from_coarse(rows_of(reference)));
  Scores scores{};
  for (std::size_t key = 0; key < keys_; ++key) {
    alignment_.align(queries_[key], columns);
    scores[key] = alignment_.best_score();
  }
  return scores;
}

KeyAlignment::Scores KeyAlignment::scores_together(const CoarseColumns& reference) {
  Scores scores{};
#ifdef __x86_64__
  products_.resize(kGroupKeys * filled_up(rows_) * reference.blocks() * kLanes);
  const Products products{products_.data(), filled_up(rows_), reference.blocks() * kLanes};
  for (std::size_t group = 0; group < std::min(keys_, kGroups); ++group) {
    const std::int16_t* rows = remainders_.data() + group * products.rows * kRemainderValues;
    for (std::size_t block = 0; block < reference.blocks(); ++block) {
      __m512i columns[kVectors];
      divide(reference.values + block * CoarseColumns::kBlockValues, columns);
      for (std::size_t row = 0; row < rows_; row += kRows)
        multiply(rows + row * kRemainderValues, columns, products, row, block * kLanes);
    }
    std::array<FrameProducts, kGroupKeys> tables;
    std::array<StepCosts, kGroupKeys> steps;
    for (std::size_t key = 0; key < kGroupKeys; ++key) {
      tables[key] = {products.at(key, 0), rows_, reference.frames};
      steps[key] =
          step_costs(costs_, sum_products({products.at(key, 0), rows_ * products.width}), rows_ * reference.frames);
    }
    const auto sums = largest_path_sums(tables, steps, edges_);
    for (std::size_t i = 0; i < kGroupKeys; ++i)
      if (group + i * kGroups < keys_) scores[group + i * kGroups] = sums[i] / LocalAlignment::kUnit;
  }
#else
  static_cast<void>(reference);
#endif
  return scores;
}

}  // namespace tributary::trace
