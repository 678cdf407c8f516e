// Sums over frame products, from which the costs of paths through them follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tributary::trace {

struct ProductSums {
  std::int64_t values = 0;
  std::int64_t squares = 0;  // of the values' sixteenths, rounded towards zero
};

// Of values below 2^23, as many as fill whole blocks of FrameColumns. Exact, the same with every processor.
ProductSums sum_products(std::span<const std::int32_t> products);

}  // namespace tributary::trace
