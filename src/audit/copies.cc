#include "audit/copies.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

#include "base/parallel.h"

namespace tributary::audit {
namespace {

constexpr std::size_t kComparedInFull = 4096;
constexpr std::size_t kBands = 32;
constexpr std::size_t kBits = 16;
constexpr std::size_t kLeadersInBucket = 64;

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

// The same numbers with every compiler: where the signs of a band are read (Steele, Lea, Flood 2014).
std::uint64_t mixed(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

class RowComparison {
 public:
  explicit RowComparison(const GradientStore& store) : store_(store) {
    norms_.reserve(store.size());
    for (std::size_t i = 0; i < store.size(); ++i)
      norms_.push_back(std::sqrt(static_cast<double>(product(store.numbers(i), store.numbers(i)))));
  }

  bool is_zero(std::size_t row) const { return norms_[row] == 0; }

  bool alike(std::size_t a, std::size_t b) const {
    const double least = kCopyCosine * norms_[a] * norms_[b];
    if (least == 0 || static_cast<double>(product(store_.numbers(a), store_.numbers(b))) < least) return false;
    const Segment one = store_.segment(a);
    const Segment other = store_.segment(b);
    return one.recording != other.recording || one.start_s == other.start_s;
  }

  // The signs of a band's numbers.
  std::uint64_t key(std::size_t row, std::size_t band) const {
    const std::span<const std::int8_t> numbers = store_.numbers(row);
    std::uint64_t bits = 0;
    for (std::size_t bit = 0; bit < kBits; ++bit)
      bits = bits * 2 + (numbers[mixed(band * kBits + bit) % numbers.size()] >= 0 ? 1 : 0);
    return bits;
  }

 private:
  const GradientStore& store_;
  std::vector<double> norms_;
};

Pairs every_pair(const RowComparison& rows, std::size_t count, std::size_t threads) {
  std::vector<Pairs> found(count);
  base::parallel_for(count, threads, [&](std::size_t a) {
    for (std::size_t b = a + 1; b < count; ++b)
      if (rows.alike(a, b)) found[a].emplace_back(a, b);
  });
  Pairs all;
  for (const Pairs& part : found) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// Rows with equal signs are compared with the first of their kind; a bucket of many kinds is given up after some.
Pairs pairs_of_band(const RowComparison& rows, std::size_t count, std::size_t band) {
  std::vector<std::pair<std::uint64_t, std::size_t>> keyed;
  for (std::size_t i = 0; i < count; ++i)
    if (!rows.is_zero(i)) keyed.emplace_back(rows.key(i, band), i);
  std::sort(keyed.begin(), keyed.end());
  Pairs pairs;
  std::vector<std::size_t> leaders;
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    if (i > 0 && keyed[i].first != keyed[i - 1].first) leaders.clear();
    const std::size_t row = keyed[i].second;
    const auto leader =
        std::find_if(leaders.begin(), leaders.end(), [&](std::size_t first) { return rows.alike(first, row); });
    if (leader != leaders.end())
      pairs.emplace_back(*leader, row);
    else if (leaders.size() < kLeadersInBucket)
      leaders.push_back(row);
  }
  return pairs;
}

Pairs pairs_of_bands(const RowComparison& rows, std::size_t count, std::size_t threads) {
  std::vector<Pairs> found(kBands);
  base::parallel_for(kBands, threads, [&](std::size_t band) { found[band] = pairs_of_band(rows, count, band); });
  Pairs all;
  for (const Pairs& part : found) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

std::vector<std::size_t> copy_groups(const GradientStore& store, std::size_t threads) {
  const RowComparison rows(store);
  const Pairs pairs = store.size() <= kComparedInFull ? every_pair(rows, store.size(), threads)
                                                      : pairs_of_bands(rows, store.size(), threads);
  std::vector<std::size_t> lowest(store.size());
  std::iota(lowest.begin(), lowest.end(), std::size_t{0});
  const auto root = [&](std::size_t row) {
    while (lowest[row] != row) row = lowest[row] = lowest[lowest[row]];
    return row;
  };
  for (const auto& [a, b] : pairs) {
    const std::size_t one = root(a);
    const std::size_t other = root(b);
    lowest[std::max(one, other)] = std::min(one, other);
  }
  for (std::size_t i = 0; i < lowest.size(); ++i) lowest[i] = root(i);
  return lowest;
}

}  // namespace tributary::audit
