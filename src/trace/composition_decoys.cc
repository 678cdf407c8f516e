#include "trace/composition_decoys.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

namespace tributary::trace {
namespace {

constexpr std::size_t kPassageFrames = 15;
constexpr std::size_t kPassagesMin = 5;

// SplitMix64 (Steele, Lea, Flood 2014), the same on every machine.
std::uint64_t next_of(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

bool follows_itself(const std::vector<std::size_t>& passages) {
  for (std::size_t i = 0; i + 1 < passages.size(); ++i)
    if (passages[i + 1] == passages[i] + 1) return true;
  return false;
}

// An order in which nothing goes on as it did; last to first where a few draws find no other.
std::vector<std::size_t> draw_order(std::size_t count, std::uint64_t& state) {
  std::vector<std::size_t> passages(count);
  std::iota(passages.begin(), passages.end(), std::size_t{0});
  for (int attempt = 0; attempt < 32; ++attempt) {
    for (std::size_t i = count; i > 1; --i) std::swap(passages[i - 1], passages[next_of(state) % i]);
    if (!follows_itself(passages)) return passages;
  }
  std::sort(passages.rbegin(), passages.rend());
  return passages;
}

CompositionFrames in_order(const CompositionFrames& query, std::size_t length,
                           const std::vector<std::size_t>& passages) {
  std::vector<std::size_t> places;
  for (const std::size_t passage : passages)
    for (std::size_t i = 0; i < length; ++i) places.push_back(passage * length + i);
  return query.reordered(places);
}

}  // namespace

std::vector<CompositionFrames> decoys_of(const CompositionFrames& query, std::size_t count) {
  const std::size_t length = std::clamp<std::size_t>(query.size() / kPassagesMin, 1, kPassageFrames);
  std::uint64_t state = 1;
  std::vector<CompositionFrames> decoys;
  for (std::size_t i = 0; i < count; ++i)
    decoys.push_back(in_order(query, length, draw_order(query.size() / length, state)));
  return decoys;
}

}  // namespace tributary::trace
