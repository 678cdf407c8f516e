// The largest sums of paths through several tables of frame products at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "trace/frame_products.h"

namespace tributary::trace {

// What a step of a path costs among certain products.
struct StepCosts {
  std::int32_t frame = 0;  // with the mean, so that what is above it gains
  std::int32_t skip = 0;
};

inline constexpr std::size_t kTablesAtOnce = 4;

// Whether this processor can add up paths in four tables side by side.
bool can_sum_paths_together();

// The largest sum that LocalAlignment finds in each of four tables of the same size. `edges` is memory. Only where
// can_sum_paths_together().
std::array<std::int32_t, kTablesAtOnce> largest_path_sums(const std::array<FrameProducts, kTablesAtOnce>& tables,
                                                          const std::array<StepCosts, kTablesAtOnce>& steps,
                                                          std::vector<std::int32_t>& edges);

}  // namespace tributary::trace
