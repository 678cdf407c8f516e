// The noise under which losses and gradients are measured: the same for every item, so that it cancels where they are
// compared (common random numbers).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tributary::audit {

// One measurement of a loss: how far the item is on its way to noise, and to which noise.
struct Draw {
  double time = 0;  // 0: the item itself, 1: noise alone
  std::uint64_t seed = 0;

  bool operator==(const Draw&) const = default;
};

// Times in the middles of equal parts of [earliest, latest], in increasing order.
std::vector<Draw> make_draws(std::size_t count, std::uint64_t seed, double earliest = 0, double latest = 1);

// Standard normal numbers: the same with every compiler, library and machine but for the last bits of the logarithm.
std::vector<float> noise_of(std::uint64_t seed, std::size_t count);

}  // namespace tributary::audit
