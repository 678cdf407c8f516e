#include "lab/recording/random.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/hash.h"

namespace tributary::lab {

std::uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

double Random::uniform(double low, double high) {
  return low + (high - low) * static_cast<double>(next() >> 11) * 0x1p-53;
}

std::size_t Random::below(std::size_t count) {
  TRIBUTARY_CHECK(count > 0);
  return static_cast<std::size_t>(uniform(0, static_cast<double>(count)));
}

double Random::normal() {  // Box and Muller; the sine half is thrown away to keep no state
  const double radius = std::sqrt(-2 * std::log(1 - uniform(0, 1)));
  return radius * std::cos(2 * std::numbers::pi * uniform(0, 1));
}

std::vector<std::size_t> Random::permutation(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[below(i)]);
  return order;
}

std::uint64_t seed_for(std::uint64_t seed, std::string_view purpose) {
  const std::string digest = base::sha256_of_text(std::to_string(seed) + "|" + std::string(purpose));
  return std::stoull(digest.substr(0, 16), nullptr, 16);
}

}  // namespace tributary::lab
