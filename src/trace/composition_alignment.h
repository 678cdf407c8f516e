// Verification of the composition tier: where a recording holds the music of a query, in which key and at what tempo.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "trace/composition_frames.h"
#include "trace/local_alignment.h"

namespace tributary::trace {

inline constexpr double kTempoRatioMin = 0.6;
inline constexpr double kTempoRatioMax = 1.7;

// A passage of the query and the passage of the reference it resembles.
struct CompositionRegion {
  double query_begin_s = 0;
  double query_end_s = 0;
  double reference_begin_s = 0;
  double reference_end_s = 0;
  double tempo_ratio = 1;  // query tempo / reference tempo, kTempoRatioMin to kTempoRatioMax
  int transposition = 0;   // query minus reference in semitones, -6 to 5
  double score = 0;        // see Path::score; grows with the length of what resembles
  double wander = 1;       // see wander_of

  bool operator==(const CompositionRegion&) const = default;
};

// How far a path strays from a steady tempo: the root mean square distance of its points from their least squares line,
// in frames, over that of the paths that chance finds between unrelated music, which is a fiftieth of their points. Who
// plays a piece keeps its tempo or bends it a little; chance takes the pairs of frames where they lie. A third of a
// frame is what the grid of frames takes from any path. 1 for no or one point.
double wander_of(const std::vector<PathPoint>& points);

// What a look at a reference shows.
struct CompositionLook {
  double score = 0;
  std::size_t key = 0;  // in which it is reached: the query lowered by so many semitones
};

struct AlignmentEffort {
  bool any_key = true;              // or only the key that both share
  std::size_t refined_keys = 3;     // of 12, after a first look at all of them at half the frame rate
  std::size_t regions_per_key = 3;  // the reference may repeat what the query holds
  double weakest_region = 0.5;      // of the strongest region's score
};

// A recording's frames as every query is aligned with them.
struct ReferenceFrames {
  explicit ReferenceFrames(const CompositionFrames& frames) : full(frames), halved(frames.halved()) {}

  FrameColumns full;
  FrameColumns halved;
};

// Reusable memory for the alignment of compositions; not thread safe.
class CompositionAligner {
 public:
  explicit CompositionAligner(const PathCosts& costs = {}, const AlignmentEffort& effort = {})
      : effort_(effort), alignment_(costs) {}

  // The query in every key, or in one where no others are asked for.
  void set_query(const CompositionFrames& query);

  // The best score of any of these keys at half the frame rate, a quarter of the effort; ties to the lowest key.
  CompositionLook look(const ReferenceFrames& reference, const KeySet& keys);

  // The score of the best path in this key: that of the strongest region, unless its tempo is out of range.
  double score(const ReferenceFrames& reference, std::size_t key);

  // The regions that resemble, strongest first, ties by reference, then query; no two share a pair of frames. Empty
  // where the query or the reference has fewer than two frames, or nothing resembles at a tempo within the range.
  std::vector<CompositionRegion> align(const ReferenceFrames& reference);

 private:
  struct Key {
    CompositionFrames query;
    CompositionFrames halved;
  };

  CompositionLook look_together(const ReferenceFrames& reference, const KeySet& keys);  // at kTablesAtOnce keys
  std::vector<std::size_t> promising_keys(const ReferenceFrames& reference);
  void find_regions(std::size_t key, const FrameColumns& reference, std::vector<CompositionRegion>& regions);

  AlignmentEffort effort_;
  LocalAlignment alignment_;
  std::vector<Key> keys_;  // the i-th lowered by i semitones; none before there is a query
};

// Calls job(aligner, i) for each i below `count`, in at most `threads` threads, each with an aligner that has the
// query.
void align_each(const CompositionFrames& query, const PathCosts& costs, const AlignmentEffort& effort,
                std::size_t threads, std::size_t count,
                const std::function<void(CompositionAligner&, std::size_t)>& job);

}  // namespace tributary::trace
