#include "royalty/texts.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace tributary::royalty {

std::uint32_t Texts::number_of(std::string_view text) {
  if (const auto known = numbers_.find(text); known != numbers_.end()) return known->second;
  TRIBUTARY_CHECK(texts_.size() < std::numeric_limits<std::uint32_t>::max());
  const auto [added, is_new] = numbers_.emplace(std::string(text), static_cast<std::uint32_t>(texts_.size()));
  texts_.push_back(&added->first);
  return added->second;
}

std::vector<std::uint32_t> Texts::sort() {
  std::vector<std::uint32_t> order(texts_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return *texts_[a] < *texts_[b]; });
  std::vector<std::uint32_t> numbers(order.size());
  std::vector<const std::string*> sorted(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    numbers[order[i]] = i;
    sorted[i] = texts_[order[i]];
  }
  texts_ = std::move(sorted);
  for (std::uint32_t i = 0; i < texts_.size(); ++i) numbers_.find(*texts_[i])->second = i;
  return numbers;
}

}  // namespace tributary::royalty
