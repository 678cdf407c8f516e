#include "audit/draws.h"

#include <cmath>
#include <numbers>

namespace tributary::audit {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t next(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

double uniform(std::uint64_t& state) { return static_cast<double>(next(state) >> 11) * 0x1p-53; }

}  // namespace

std::vector<Draw> make_draws(std::size_t count, std::uint64_t seed, double earliest, double latest) {
  std::vector<Draw> draws;
  std::uint64_t state = seed;
  for (std::size_t i = 0; i < count; ++i) {
    const double part = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    draws.push_back({earliest + (latest - earliest) * part, next(state)});
  }
  return draws;
}

std::vector<float> noise_of(std::uint64_t seed, std::size_t count) {
  std::vector<float> noise;
  noise.reserve(count + 1);
  std::uint64_t state = seed;
  while (noise.size() < count) {  // Box and Muller 1958
    const double radius = std::sqrt(-2 * std::log(1 - uniform(state)));
    const double angle = 2 * std::numbers::pi * uniform(state);
    noise.push_back(static_cast<float>(radius * std::cos(angle)));
    noise.push_back(static_cast<float>(radius * std::sin(angle)));
  }
  noise.resize(count);
  return noise;
}

}  // namespace tributary::audit
