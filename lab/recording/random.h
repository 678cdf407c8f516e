// Seeded randomness that gives the same numbers with every compiler and library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tributary::lab {

// SplitMix64 (Steele, Lea, Flood 2014). Not thread safe.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  double uniform(double low, double high);  // in [low, high)
  std::size_t below(std::size_t count);     // in [0, count), count >= 1
  double normal();                          // mean 0, deviation 1
  std::vector<std::size_t> permutation(std::size_t count);

 private:
  std::uint64_t state_;
};

// A seed for one named purpose, independent of the seeds of other names.
std::uint64_t seed_for(std::uint64_t seed, std::string_view purpose);

}  // namespace tributary::lab
