#include "trace/product_sums.h"

#include <algorithm>

#include "base/check.h"
#include "base/vector_clones.h"
#include "trace/avx512.h"
#include "trace/frame_products.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kLanes = FrameColumns::kBlockFrames;
constexpr std::size_t kAtOnce = 16 * kLanes;  // add up within 32 bits

TRIBUTARY_VECTOR_CLONES
ProductSums sum_plainly(const std::int32_t* values, std::size_t count) {
  ProductSums sums;
  for (std::size_t first = 0; first < count; first += kAtOnce) {
    std::int32_t sum = 0;
    for (std::size_t i = first; i < std::min(first + kAtOnce, count); ++i) {
      const std::int32_t value = values[i] / 16;
      sum += values[i];
      sums.squares += static_cast<std::int64_t>(value) * value;
    }
    sums.values += sum;
  }
  return sums;
}

#ifdef __x86_64__

TRIBUTARY_WITH_AVX512 ProductSums sum_with_avx512(const std::int32_t* values, std::size_t count) {
  ProductSums sums;
  __m512i even = _mm512_setzero_si512();
  __m512i odd = _mm512_setzero_si512();
  for (std::size_t first = 0; first < count; first += kLanes * kAtOnce) {
    __m512i added = _mm512_setzero_si512();
    for (std::size_t i = first; i < std::min(first + kLanes * kAtOnce, count); i += kLanes) {
      const __m512i value = _mm512_loadu_si512(values + i);
      added = _mm512_add_epi32(added, value);
      const __m512i part = _mm512_srli_epi32(_mm512_abs_epi32(value), 4);  // the square has no sign
      const __m512i other = _mm512_srli_epi64(part, 32);
      even = _mm512_add_epi64(even, _mm512_mul_epu32(part, part));
      odd = _mm512_add_epi64(odd, _mm512_mul_epu32(other, other));
    }
    alignas(64) std::int32_t lanes[kLanes];
    _mm512_store_si512(lanes, added);
    for (const std::int32_t lane : lanes) sums.values += lane;
  }
  sums.squares = _mm512_reduce_add_epi64(_mm512_add_epi64(even, odd));
  return sums;
}

#endif

}  // namespace

ProductSums sum_products(std::span<const std::int32_t> products) {
  TRIBUTARY_CHECK(products.size() % kLanes == 0);
#ifdef __x86_64__
  static const bool kHasVnni = vector_units().front() == VectorUnit::kVnni;
  if (kHasVnni) return sum_with_avx512(products.data(), products.size());
#endif
  return sum_plainly(products.data(), products.size());
}

}  // namespace tributary::trace
