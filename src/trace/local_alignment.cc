#include "trace/local_alignment.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/vector_clones.h"

namespace tributary::trace {
namespace {

constexpr std::int32_t kImpossible = -(1 << 30);
constexpr std::int32_t kForbidden = -(1 << 24);  // more than any path holds
constexpr std::size_t kMargin = 2;
constexpr double kUnit = kFrameNorm * kFrameNorm;

struct Sums {
  std::int64_t values = 0;
  std::int64_t squares = 0;  // of values divided by 16
};

// Of values below 2^23, kAtOnce add up within 32 bits.
TRIBUTARY_VECTOR_CLONES
Sums sums_of(const std::int32_t* values, std::size_t count) {
  constexpr std::size_t kAtOnce = 256;
  Sums sums;
  for (std::size_t first = 0; first < count; first += kAtOnce) {
    std::int32_t sum = 0;
    for (std::size_t i = first; i < std::min(first + kAtOnce, count); ++i) {
      const std::int32_t value = values[i] / 16;
      sum += values[i];
      sums.squares += static_cast<std::int64_t>(value) * value;
    }
    sums.values += sum;
  }
  return sums;
}

// One row of sums from the two before it, all with their margin; returns the largest.
TRIBUTARY_VECTOR_CLONES
std::int32_t sum_row(const std::int32_t* two, const std::int32_t* one, const std::int32_t* before,
                     const std::int32_t* here, std::int32_t cost, std::int32_t skip, std::size_t columns,
                     std::int32_t* row) {
  std::int32_t largest = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    const std::int32_t straight = one[column + 1];
    const std::int32_t slow = one[column] - skip;
    const std::int32_t fast = two[column + 1] + (before[column] - cost - skip);
    std::int32_t sum = std::max(std::max(straight, slow), std::max(fast, 0));
    sum = std::max(sum + (here[column] - cost), 0);
    row[column + kMargin] = sum;
    largest = std::max(largest, sum);
  }
  return largest;
}

}  // namespace

void LocalAlignment::align(const CompositionFrames& query, const FrameColumns& reference) {
  TRIBUTARY_CHECK(query.size() <= kQueryFramesMax);
  rows_ = query.size();
  columns_ = reference.size();
  products_.resize(rows_ * columns_);
  multiply_frames(query, reference, products_);
  centre();
  best_ = sum_paths(false);
}

void LocalAlignment::centre() {
  if (products_.empty()) return;
  const Sums sums = sums_of(products_.data(), products_.size());
  const double count = static_cast<double>(products_.size());
  const double mean = static_cast<double>(sums.values) / count;
  const double variance = std::max(0.0, static_cast<double>(sums.squares) * 256 / count - mean * mean);
  const double deviation = std::sqrt(variance);
  skip_ = static_cast<std::int32_t>(std::lround(costs_.skip * deviation));
  cost_ = static_cast<std::int32_t>(std::lround(mean + costs_.frame * deviation));
}

// Returns the largest sum. Keeps all rows, or the last few only, which stay in the processor's cache.
std::int32_t LocalAlignment::sum_paths(bool keeps_all) {
  const std::size_t stride = columns_ + kMargin;
  const std::size_t kept = keeps_all ? rows_ + kMargin : kMargin + 1;
  sums_.resize(kept * stride);
  std::fill_n(sums_.begin(), kMargin * stride, kImpossible);
  std::int32_t largest = 0;
  for (std::size_t i = 0; i < rows_; ++i) {
    const auto row_of = [&](std::size_t place) { return sums_.data() + place % kept * stride; };
    std::int32_t* row = row_of(i + kMargin);
    std::fill_n(row, kMargin, kImpossible);
    const std::int32_t* here = products_.data() + i * columns_;
    const std::int32_t* before = i > 0 ? here - columns_ : here;  // unused where two rows back cannot be reached
    largest = std::max(largest, sum_row(row_of(i), row_of(i + 1), before, here, cost_, skip_, columns_, row));
  }
  return largest;
}

std::int32_t LocalAlignment::similarity(std::size_t row, std::size_t column) const {
  return products_[row * columns_ + column] - cost_;
}

double LocalAlignment::best_score() const { return best_ / kUnit; }

std::optional<Path> LocalAlignment::best_path() {
  if (best_ == 0) return std::nullopt;
  sum_paths(true);
  const std::vector<PathPoint> points = best_points();
  return Path{trimmed(points, best_ / (2 * static_cast<std::int64_t>(points.size()))), best_score()};
}

std::vector<PathPoint> LocalAlignment::best_points() const {
  const std::size_t stride = columns_ + kMargin;
  const auto end = std::find(sums_.begin() + static_cast<std::ptrdiff_t>(kMargin * stride), sums_.end(), best_);
  auto place = static_cast<std::size_t>(end - sums_.begin());
  std::vector<PathPoint> points;
  while (true) {
    const std::size_t row = place / stride - kMargin;
    const std::size_t column = place % stride - kMargin;
    points.push_back({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column)});
    const std::int32_t straight = sums_[place - stride - 1];
    const std::int32_t slow = sums_[place - stride - 2] - skip_;
    const std::int32_t fast =
        row > 0 ? sums_[place - 2 * stride - 1] + similarity(row - 1, column) - skip_ : kImpossible;
    const std::int32_t best = std::max({straight, slow, fast});
    if (best <= 0) break;
    if (best == straight) {
      place -= stride + 1;
    } else if (best == slow) {
      place -= stride + 2;
    } else {
      points.push_back({static_cast<std::uint32_t>(row - 1), static_cast<std::uint32_t>(column)});
      place -= 2 * stride + 1;
      if (sums_[place] == 0) break;  // the path begins between both
    }
  }
  std::reverse(points.begin(), points.end());
  return points;
}

std::int32_t LocalAlignment::gain(const std::vector<PathPoint>& points, std::size_t place) const {
  const PathPoint& here = points[place];
  const bool skips = place > 0 && here.reference - points[place - 1].reference != 1;
  return similarity(here.query, here.reference) - (skips ? skip_ : 0);
}

// The stretch of the points with the largest sum of what each gains beyond `cost` (Bentley 1984).
std::vector<PathPoint> LocalAlignment::trimmed(const std::vector<PathPoint>& points, std::int64_t cost) const {
  std::int64_t sum = 0;
  std::int64_t best = 0;
  std::size_t first = 0;
  std::size_t kept_first = 0;
  std::size_t kept_last = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    sum += gain(points, i) - cost;
    if (sum <= 0) {
      sum = 0;
      first = i + 1;
    } else if (sum > best) {
      best = sum;
      kept_first = first;
      kept_last = i + 1;
    }
  }
  return {points.begin() + static_cast<std::ptrdiff_t>(kept_first),
          points.begin() + static_cast<std::ptrdiff_t>(kept_last)};
}

void LocalAlignment::exclude(const Path& path) {
  TRIBUTARY_CHECK(!path.points.empty() && path.points.back().query < rows_ && path.points.back().reference < columns_);
  for (std::size_t row = path.points.front().query; row <= path.points.back().query; ++row) {
    std::int32_t* products = products_.data() + row * columns_;
    std::fill(products + path.points.front().reference, products + path.points.back().reference + 1,
              kForbidden + cost_);
  }
  best_ = sum_paths(false);
}

}  // namespace tributary::trace
