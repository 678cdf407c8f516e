#include "trace/path_sums.h"

#include <algorithm>

#include "base/check.h"
#include "trace/avx512.h"

namespace tributary::trace {
namespace {

using Sums = std::array<std::int32_t, kTablesAtOnce>;

#ifdef __x86_64__

constexpr std::size_t kLanes = FrameColumns::kBlockFrames;
constexpr std::int32_t kImpossible = -(1 << 30);

// A row waits for the last row of its own table only. Goes down one block of columns after the other; `edges`,
// [row][table][lane], hands the sums of one on to the next.
TRIBUTARY_WITH_AVX512 Sums sum_together(const std::array<FrameProducts, kTablesAtOnce>& tables,
                                        const std::array<StepCosts, kTablesAtOnce>& steps, std::int32_t* edges) {
  const __m512i zero = _mm512_setzero_si512();
  const __m512i impossible = _mm512_set1_epi32(kImpossible);
  __m512i largest[kTablesAtOnce] = {zero, zero, zero, zero};
  const std::size_t rows = tables.front().rows;
  const std::size_t columns = tables.front().columns;
  const std::size_t width = tables.front().width();
  std::fill_n(edges, rows * kTablesAtOnce * kLanes, kImpossible);
  for (std::size_t block = 0; block < width; block += kLanes) {
    const std::size_t counted = std::min(kLanes, columns - block);
    const auto is_column = static_cast<__mmask16>((1U << counted) - 1);
    __m512i one[kTablesAtOnce] = {impossible, impossible, impossible, impossible};
    __m512i two[kTablesAtOnce] = {impossible, impossible, impossible, impossible};  // already a column further on
    __m512i left[kTablesAtOnce] = {impossible, impossible, impossible, impossible};
    __m512i before[kTablesAtOnce] = {zero, zero, zero, zero};
    for (std::size_t row = 0; row < rows; ++row) {
#pragma GCC unroll 4
      for (std::size_t table = 0; table < kTablesAtOnce; ++table) {
        std::int32_t* edge = edges + (row * kTablesAtOnce + table) * kLanes;
        const __m512i skip = _mm512_set1_epi32(steps[table].skip);
        const __m512i here = _mm512_sub_epi32(_mm512_loadu_si512(tables[table].values + row * width + block),
                                              _mm512_set1_epi32(steps[table].frame));
        const __m512i straight = _mm512_alignr_epi32(one[table], left[table], kLanes - 1);
        const __m512i slow = _mm512_sub_epi32(_mm512_alignr_epi32(one[table], left[table], kLanes - 2), skip);
        const __m512i fast = _mm512_add_epi32(two[table], _mm512_sub_epi32(before[table], skip));
        __m512i sum = _mm512_max_epi32(_mm512_max_epi32(straight, slow), _mm512_max_epi32(fast, zero));
        sum = _mm512_max_epi32(_mm512_add_epi32(sum, here), zero);
        largest[table] = _mm512_mask_max_epi32(largest[table], is_column, largest[table], sum);
        two[table] = straight;
        one[table] = sum;
        before[table] = here;
        left[table] = _mm512_loadu_si512(edge);
        _mm512_storeu_si512(edge, sum);
      }
    }
  }
  Sums sums{};
  for (std::size_t table = 0; table < kTablesAtOnce; ++table) sums[table] = _mm512_reduce_max_epi32(largest[table]);
  return sums;
}

#endif

}  // namespace

bool can_sum_paths_together() {
  static const bool kCan = vector_units().front() == VectorUnit::kVnni;
  return kCan;
}

Sums largest_path_sums([[maybe_unused]] const std::array<FrameProducts, kTablesAtOnce>& tables,
                       [[maybe_unused]] const std::array<StepCosts, kTablesAtOnce>& steps,
                       [[maybe_unused]] std::vector<std::int32_t>& edges) {
  TRIBUTARY_CHECK(can_sum_paths_together());
#ifdef __x86_64__
  edges.resize(std::max(edges.size(), tables.front().rows * kTablesAtOnce * kLanes));
  return sum_together(tables, steps, edges.data());
#else
  return {};
#endif
}

}  // namespace tributary::trace
