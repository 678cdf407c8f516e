// Local alignment of two sequences of frames: the paths along which a part of one resembles a part of the other.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "trace/composition_frames.h"
#include "trace/frame_products.h"
#include "trace/path_sums.h"
#include "trace/product_sums.h"

namespace tributary::trace {

// What a path pays, in standard deviations of the similarity of the two sequences.
struct PathCosts {
  double frame = 0.6;  // for every frame of the query, so that what resembles no more than usual ends a path
  double skip = 0.5;   // for every step that goes two frames on in one of the sequences
};

// The costs among so many products of these sums.
StepCosts step_costs(const PathCosts& costs, const ProductSums& sums, std::size_t count);

struct PathPoint {
  std::uint32_t query = 0;
  std::uint32_t reference = 0;

  bool operator==(const PathPoint&) const = default;
};

struct Path {
  std::vector<PathPoint> points;  // in order; at most one step of two frames in either sequence between neighbours
  double score = 0;               // what similarity is left after the costs, 1 being a pair of equal frames
};

// The similarity of all pairs of frames less its mean, and the sums of the best paths through it. A step goes one frame
// on in both sequences or two in one of them (Müller, Fundamentals of Music Processing 2015, section 7.2), and a path
// may begin and end anywhere (Smith and Waterman 1981). All sums are of integers, the same on every machine. Not
// thread safe; memory is kept from call to call.
class LocalAlignment {
 public:
  static constexpr double kUnit = kFrameNorm * kFrameNorm;  // the product of two equal frames
  static constexpr std::size_t kQueryFramesMax = 4096;

  explicit LocalAlignment(const PathCosts& costs = {}) : costs_(costs) {}

  // Takes 4 bytes for each pair of frames, and as many again once a path is asked for. kQueryFramesMax frames of the
  // query at most.
  void align(const CompositionFrames& query, const FrameColumns& reference);

  // The score of the best path of each of some queries of the same length, of which nothing else is kept.
  std::array<double, kTablesAtOnce> best_scores(const std::array<const CompositionFrames*, kTablesAtOnce>& queries,
                                                const FrameColumns& reference);

  // The score of the best path; 0 where nothing resembles.
  double best_score() const;
  // The best path, ties to the one that ends first; none where nothing resembles. Among so many paths chance finds one
  // that gains a little with every frame and leads on from what the sequences share into what they do not. Ends
  // that gain less than half of what the path does on the average are therefore cut off, which leaves its score.
  std::optional<Path> best_path();
  // Forbids pairs of a frame of the query with one of the reference that both lie within the path, and aligns again.
  void exclude(const Path& path);

 private:
  void forget();
  FrameProducts products() const { return {products_.data(), rows_, columns_}; }
  std::int32_t best_sum(const FrameProducts& products, const StepCosts& step, bool keeps_all);
  std::vector<PathPoint> best_points() const;
  std::int32_t similarity(std::size_t row, std::size_t column) const;
  std::vector<PathPoint> trimmed(const std::vector<PathPoint>& points, std::int64_t cost) const;
  std::int32_t gain(const std::vector<PathPoint>& points, std::size_t place) const;

  PathCosts costs_;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::vector<std::int32_t> products_;  // see multiply_frames; less step_.frame, the similarity
  std::vector<std::int32_t> sums_;  // rows of the products after two that cannot be reached, each after two such sums
  StepCosts step_;
  std::int32_t best_ = 0;
};

}  // namespace tributary::trace
