#include "trace/local_alignment.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "base/check.h"
#include "base/vector_clones.h"

namespace tributary::trace {
namespace {

constexpr std::int32_t kImpossible = -(1 << 30);
constexpr std::int32_t kForbidden = -(1 << 24);  // more than any path holds
constexpr std::size_t kMargin = 2;

// Integers that are worked on at once: one register of the widest vector units, several of others.
constexpr std::size_t kLanes = FrameColumns::kBlockFrames;
typedef std::int32_t Lanes __attribute__((vector_size(kLanes * sizeof(std::int32_t))));
typedef Lanes LanesAnywhere __attribute__((aligned(alignof(std::int32_t)), may_alias));

const LanesAnywhere* at(const std::int32_t* values) { return reinterpret_cast<const LanesAnywhere*>(values); }

// Rows of sums, each with its margin; so many are kept. The i-th is that of frame i - kMargin of the query.
struct SumRows {
  std::int32_t* values;
  std::size_t kept;
  std::size_t stride;

  std::int32_t* row(std::size_t place) const { return values + place * stride; }
};

// Writes all rows of sums but the first kMargin; returns the largest sum. What stands beyond the last column changes
// nothing before it.
TRIBUTARY_VECTOR_CLONES
std::int32_t sum_rows(const FrameProducts& products, std::int32_t cost, std::int32_t skip, const SumRows& sums) {
  const std::size_t width = products.width();
  Lanes is_column{};  // of the last lanes
  for (std::size_t i = 0; i < kLanes; ++i) is_column[i] = width - kLanes + i < products.columns ? -1 : 0;
  Lanes largest{};
  const std::int32_t* two = sums.row(0);
  const std::int32_t* one = sums.row(1);
  std::size_t place = kMargin;
  for (std::size_t i = 0; i < products.rows; ++i) {
    if (place == sums.kept) place = 0;
    std::int32_t* row = sums.row(place++);
    const std::int32_t* here = products.values + i * width;
    const std::int32_t* before = i > 0 ? here - width : here;  // unused where two rows back cannot be reached
    std::fill_n(row, kMargin, kImpossible);
    for (std::size_t column = 0; column < width; column += kLanes) {
      const Lanes straight = *at(one + column + 1);
      const Lanes slow = *at(one + column) - skip;
      const Lanes fast = *at(two + column + 1) + (*at(before + column) - (cost + skip));
      Lanes sum = straight > slow ? straight : slow;
      sum = sum > fast ? sum : fast;
      sum = sum > 0 ? sum : 0;
      sum += *at(here + column) - cost;
      sum = sum > 0 ? sum : 0;
      *reinterpret_cast<LanesAnywhere*>(row + column + kMargin) = sum;
      const Lanes counted = column + kLanes < width ? sum : sum & is_column;
      largest = largest > counted ? largest : counted;
    }
    two = std::exchange(one, row);
  }
  std::int32_t most = 0;
  for (std::size_t i = 0; i < kLanes; ++i) most = std::max(most, largest[i]);
  return most;
}

}  // namespace

StepCosts step_costs(const PathCosts& costs, const ProductSums& sums, std::size_t count) {
  if (count == 0) return {};
  const double mean = static_cast<double>(sums.values) / static_cast<double>(count);
  const double square = static_cast<double>(sums.squares) * 256 / static_cast<double>(count);
  const double deviation = std::sqrt(std::max(0.0, square - mean * mean));
  return {static_cast<std::int32_t>(std::lround(mean + costs.frame * deviation)),
          static_cast<std::int32_t>(std::lround(costs.skip * deviation))};
}

void LocalAlignment::align(const CompositionFrames& query, const FrameColumns& reference) {
  TRIBUTARY_CHECK(query.size() <= kQueryFramesMax);
  products_.resize(product_rows(query.size()) * reference.width());
  multiply_frames(query, reference, products_);
  rows_ = query.size();
  columns_ = reference.size();
  step_ = step_costs(costs_, sum_products(std::span(products_).first(rows_ * reference.width())), rows_ * columns_);
  best_ = best_sum(products(), step_, false);
}

std::array<double, kTablesAtOnce> LocalAlignment::best_scores(
    const std::array<const CompositionFrames*, kTablesAtOnce>& queries, const FrameColumns& reference) {
  std::array<double, kTablesAtOnce> scores{};
  if (!can_sum_paths_together()) {
    for (std::size_t i = 0; i < queries.size(); ++i) {
      align(*queries[i], reference);
      scores[i] = best_score();
    }
    forget();
    return scores;
  }
  const std::size_t rows = queries.front()->size();
  TRIBUTARY_CHECK(rows <= kQueryFramesMax);
  const std::size_t count = product_rows(rows) * reference.width();
  products_.resize(kTablesAtOnce * count);
  std::array<FrameProducts, kTablesAtOnce> tables;
  std::array<StepCosts, kTablesAtOnce> steps;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    TRIBUTARY_CHECK(queries[i]->size() == rows);
    const auto products = std::span(products_).subspan(i * count, count);
    multiply_frames(*queries[i], reference, products);
    tables[i] = {products.data(), rows, reference.size()};
    steps[i] = step_costs(costs_, sum_products(products.first(rows * reference.width())), rows * reference.size());
  }
  const auto sums = largest_path_sums(tables, steps, sums_);
  for (std::size_t i = 0; i < sums.size(); ++i) scores[i] = sums[i] / kUnit;
  forget();
  return scores;
}

void LocalAlignment::forget() {
  rows_ = 0;
  columns_ = 0;
  best_ = 0;
}

// Returns the largest sum. Keeps all rows, or the last few only, which stay in the processor's cache.
std::int32_t LocalAlignment::best_sum(const FrameProducts& products, const StepCosts& step, bool keeps_all) {
  if (products.columns == 0) return 0;
  const std::size_t stride = products.width() + kMargin;
  const std::size_t kept = keeps_all ? products.rows + kMargin : kMargin + 1;
  sums_.resize(std::max(sums_.size(), kept * stride));
  std::fill_n(sums_.begin(), kMargin * stride, kImpossible);
  return sum_rows(products, step.frame, step.skip, {sums_.data(), kept, stride});
}

std::int32_t LocalAlignment::similarity(std::size_t row, std::size_t column) const {
  return products_[row * products().width() + column] - step_.frame;
}

double LocalAlignment::best_score() const { return best_ / kUnit; }

std::optional<Path> LocalAlignment::best_path() {
  if (best_ == 0) return std::nullopt;
  best_sum(products(), step_, true);
  const std::vector<PathPoint> points = best_points();
  return Path{trimmed(points, best_ / (2 * static_cast<std::int64_t>(points.size()))), best_score()};
}

std::vector<PathPoint> LocalAlignment::best_points() const {
  const std::size_t stride = products().width() + kMargin;
  std::size_t place = 0;
  for (std::size_t row = kMargin; place == 0; ++row) {
    const std::int32_t* sums = sums_.data() + row * stride + kMargin;
    const std::int32_t* end = std::find(sums, sums + columns_, best_);
    if (end != sums + columns_) place = static_cast<std::size_t>(end - sums_.data());
  }
  std::vector<PathPoint> points;
  while (true) {
    const std::size_t row = place / stride - kMargin;
    const std::size_t column = place % stride - kMargin;
    points.push_back({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column)});
    const std::int32_t straight = sums_[place - stride - 1];
    const std::int32_t slow = sums_[place - stride - 2] - step_.skip;
    const std::int32_t fast =
        row > 0 ? sums_[place - 2 * stride - 1] + similarity(row - 1, column) - step_.skip : kImpossible;
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
  return similarity(here.query, here.reference) - (skips ? step_.skip : 0);
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
    std::int32_t* values = products_.data() + row * products().width();
    std::fill(values + path.points.front().reference, values + path.points.back().reference + 1,
              kForbidden + step_.frame);
  }
  best_ = best_sum(products(), step_, false);
}

}  // namespace tributary::trace
