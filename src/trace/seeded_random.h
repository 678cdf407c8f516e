// Seeded randomness that gives the same numbers on every machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace tributary::trace {

// SplitMix64 (Steele, Lea and Flood 2014). Not thread safe.
class SeededRandom {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }

  // In [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  // Mean 1.
  double exponential() { return -std::log(1 - uniform()); }

  // Mean 0, deviation 1 (Box and Muller 1958).
  double normal() {
    const double radius = std::sqrt(2 * exponential());
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  std::uint64_t state_;
};

}  // namespace tributary::trace
