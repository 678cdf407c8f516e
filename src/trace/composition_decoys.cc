#include "trace/composition_decoys.h"

#include <algorithm>
#include <cstddef>

namespace tributary::trace {
namespace {

constexpr std::size_t kPassageFrames = 15;
constexpr std::size_t kPassagesMin = 5;

CompositionFrames in_order(const CompositionFrames& query, std::size_t length,
                           const std::vector<std::size_t>& passages) {
  std::vector<std::size_t> places;
  for (const std::size_t passage : passages)
    for (std::size_t i = 0; i < length; ++i) places.push_back(passage * length + i);
  return query.reordered(places);
}

}  // namespace

std::vector<CompositionFrames> decoys_of(const CompositionFrames& query) {
  const std::size_t length = std::clamp<std::size_t>(query.size() / kPassagesMin, 1, kPassageFrames);
  const std::size_t count = query.size() / length;
  std::vector<std::size_t> last_first;
  std::vector<std::size_t> even_first;
  for (std::size_t i = 0; i < count; ++i) last_first.push_back(count - 1 - i);
  for (std::size_t i = 0; i < count; i += 2) even_first.push_back(i);
  for (std::size_t i = 1; i < count; i += 2) even_first.push_back(i);
  const std::vector<std::size_t> odd_first(even_first.rbegin(), even_first.rend());
  return {in_order(query, length, last_first), in_order(query, length, even_first), in_order(query, length, odd_first)};
}

}  // namespace tributary::trace
