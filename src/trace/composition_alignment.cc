#include "trace/composition_alignment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>

#include "base/parallel.h"

namespace tributary::trace {
namespace {

constexpr int kTranspositionMax = 5;
constexpr double kInlierFrames = 2;
// Of the development set's paths, see docs/method.md: what chance's stray, in frames, and what no path does without.
constexpr double kChanceStrayPerPoint = 0.02;
constexpr double kStrayMin = 0.3;
constexpr double kStrayOffset = 0.1;  // so that short paths, which cannot stray, show little
constexpr double kFrame_s = 1 / index::kCompositionFramesPerSecond;

int transposition_of(std::size_t key) {
  const int semitones = static_cast<int>(key);
  return semitones > kTranspositionMax ? semitones - static_cast<int>(index::kCompositionPitchClasses) : semitones;
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct FittedLine {
  double slope = 1;
  double origin = 0;
};

// The incomplete method of Theil (1950): the median slope between points half a path apart.
std::optional<FittedLine> median_line(const std::vector<PathPoint>& points) {
  const std::size_t half = points.size() / 2;
  std::vector<double> slopes;
  for (std::size_t i = 0; i + half < points.size(); ++i) {
    const double run = static_cast<double>(points[i + half].query) - static_cast<double>(points[i].query);
    const double rise = static_cast<double>(points[i + half].reference) - static_cast<double>(points[i].reference);
    if (run > 0) slopes.push_back(rise / run);
  }
  if (slopes.empty()) return std::nullopt;
  FittedLine line{median(slopes), 0};
  std::vector<double> origins;
  origins.reserve(points.size());
  for (const PathPoint& point : points) origins.push_back(point.reference - line.slope * point.query);
  line.origin = median(origins);
  return line;
}

// Least squares over the points near the median line, which alone knows slopes only in steps.
double slope_near(const FittedLine& line, const std::vector<PathPoint>& points) {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (const PathPoint& point : points) {
    if (std::abs(point.reference - line.origin - line.slope * point.query) > kInlierFrames) continue;
    n += 1;
    x += point.query;
    y += point.reference;
    xx += static_cast<double>(point.query) * point.query;
    xy += static_cast<double>(point.query) * point.reference;
  }
  const double spread = n * xx - x * x;
  return spread > 0 ? (n * xy - x * y) / spread : line.slope;
}

std::optional<double> tempo_ratio_of(const Path& path) {
  if (path.points.size() < 2) return std::nullopt;
  const auto line = median_line(path.points);
  if (!line) return std::nullopt;
  const double slope = slope_near(*line, path.points);
  if (slope < kTempoRatioMin || slope > kTempoRatioMax) return std::nullopt;
  return slope;
}

// Root mean square distance in the reference from the least squares line, in frames.
double stray_of(const std::vector<PathPoint>& points) {
  const auto n = static_cast<double>(points.size());
  double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  for (const PathPoint& point : points) {
    const double query = static_cast<double>(point.query) - points.front().query;
    const double reference = static_cast<double>(point.reference) - points.front().reference;
    x += query;
    y += reference;
    xx += query * query;
    xy += query * reference;
    yy += reference * reference;
  }
  const double spread = xx - x * x / n;
  const double common = xy - x * y / n;
  const double left = yy - y * y / n - (spread > 0 ? common * common / spread : 0);
  return std::sqrt(std::max(0.0, left) / n);
}

// Frames [first, last] in seconds: half a frame around their centres.
double begin_s(std::uint32_t frame) { return std::max(0.0, (frame - 0.5) * kFrame_s); }
double end_s(std::uint32_t frame) { return (frame + 0.5) * kFrame_s; }

bool overlap(const CompositionRegion& a, const CompositionRegion& b) {
  return a.query_begin_s < b.query_end_s && b.query_begin_s < a.query_end_s &&
         a.reference_begin_s < b.reference_end_s && b.reference_begin_s < a.reference_end_s;
}

bool stronger(const CompositionRegion& a, const CompositionRegion& b) {
  return std::tuple(-a.score, a.reference_begin_s, a.query_begin_s, a.transposition) <
         std::tuple(-b.score, b.reference_begin_s, b.query_begin_s, b.transposition);
}

}  // namespace

double wander_of(const std::vector<PathPoint>& points) {
  if (points.size() < 2) return 1;
  const double by_chance = kChanceStrayPerPoint * static_cast<double>(points.size());
  return (std::max(stray_of(points), kStrayMin) + kStrayOffset) / (by_chance + kStrayOffset);
}

void CompositionAligner::set_query(const CompositionFrames& query) {
  keys_.clear();
  const CompositionFrames centred = query.centred();
  const CompositionFrames halved = centred.halved();
  const int count = effort_.any_key ? static_cast<int>(index::kCompositionPitchClasses) : 1;
  for (int key = 0; key < count; ++key) keys_.push_back({centred.lowered(key), halved.lowered(key)});
}

CompositionLook CompositionAligner::look(const ReferenceFrames& reference, const KeySet& keys) {
  if (keys.count() == kTablesAtOnce && keys_.size() == keys.size()) return look_together(reference, keys);
  CompositionLook best;
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    if (!keys.test(key)) continue;
    alignment_.align(keys_[key].halved, reference.halved);
    if (alignment_.best_score() > best.score) best = {alignment_.best_score(), key};
  }
  return best;
}

CompositionLook CompositionAligner::look_together(const ReferenceFrames& reference, const KeySet& keys) {
  std::array<const CompositionFrames*, kTablesAtOnce> queries{};
  std::array<std::size_t, kTablesAtOnce> places{};
  std::size_t count = 0;
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    if (!keys.test(key)) continue;
    places[count] = key;
    queries[count++] = &keys_[key].halved;
  }
  const auto scores = alignment_.best_scores(queries, reference.halved);
  CompositionLook best;
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (scores[i] > best.score) best = {scores[i], places[i]};
  return best;
}

double CompositionAligner::score(const ReferenceFrames& reference, std::size_t key) {
  if (key >= keys_.size()) return 0;
  alignment_.align(keys_[key].query, reference.full);
  return alignment_.best_score();
}

// The keys that score highest at half the frame rate, best first.
std::vector<std::size_t> CompositionAligner::promising_keys(const ReferenceFrames& reference) {
  std::vector<double> scores;
  for (const Key& key : keys_) {
    alignment_.align(key.halved, reference.halved);
    scores.push_back(alignment_.best_score());
  }
  std::vector<std::size_t> keys(scores.size());
  std::iota(keys.begin(), keys.end(), std::size_t{0});
  std::stable_sort(keys.begin(), keys.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  keys.resize(std::min(effort_.refined_keys, keys.size()));
  return keys;
}

void CompositionAligner::find_regions(std::size_t key, const FrameColumns& reference,
                                      std::vector<CompositionRegion>& regions) {
  alignment_.align(keys_[key].query, reference);
  double strongest = 0;
  for (const CompositionRegion& region : regions) strongest = std::max(strongest, region.score);
  for (std::size_t i = 0; i < effort_.regions_per_key; ++i) {
    const double score = alignment_.best_score();
    strongest = std::max(strongest, score);
    if (score <= 0 || score < effort_.weakest_region * strongest) return;
    const Path path = *alignment_.best_path();
    if (const auto ratio = tempo_ratio_of(path))
      regions.push_back({begin_s(path.points.front().query), end_s(path.points.back().query),
                         begin_s(path.points.front().reference), end_s(path.points.back().reference), *ratio,
                         transposition_of(key), path.score, wander_of(path.points)});
    if (i + 1 < effort_.regions_per_key) alignment_.exclude(path);
  }
}

std::vector<CompositionRegion> CompositionAligner::align(const ReferenceFrames& reference) {
  std::vector<CompositionRegion> found;
  for (const std::size_t key : promising_keys(reference)) find_regions(key, reference.full, found);
  std::sort(found.begin(), found.end(), stronger);
  std::vector<CompositionRegion> regions;
  for (const CompositionRegion& region : found) {
    if (!regions.empty() && region.score < effort_.weakest_region * regions.front().score) break;
    const bool is_free = std::none_of(regions.begin(), regions.end(),
                                      [&](const CompositionRegion& other) { return overlap(region, other); });
    if (is_free) regions.push_back(region);
  }
  return regions;
}

void align_each(const CompositionFrames& query, const PathCosts& costs, const AlignmentEffort& effort,
                std::size_t threads, std::size_t count,
                const std::function<void(CompositionAligner&, std::size_t)>& job) {
  const std::size_t workers = std::min(std::max<std::size_t>(threads, 1), count);
  base::parallel_for(workers, workers, [&](std::size_t first) {
    CompositionAligner aligner(costs, effort);
    aligner.set_query(query);
    for (std::size_t i = first; i < count; i += workers) job(aligner, i);
  });
}

}  // namespace tributary::trace
