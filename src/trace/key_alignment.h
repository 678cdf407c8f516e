// Local alignment in every key at once: how well coarse frames of a query go with those of a recording.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "trace/coarse_columns.h"
#include "trace/composition_frames.h"
#include "trace/local_alignment.h"

namespace tributary::trace {

// What LocalAlignment finds for a query lowered by 0 to 11 semitones, in a third of the time where the processor has
// the vector unit. Frames in other keys are rotated ones, so that their products with a frame are a circular
// correlation over the pitch classes: a product of polynomials modulo x^12 - 1 = (x^3 - 1)(x^3 + 1)(x^6 + 1). That of
// their remainders modulo each factor takes 54 products of values where the plain one takes 144 (Nussbaumer, Fast
// Fourier Transform and Convolution Algorithms 1981). All sums are of integers, the same either way. Not thread safe.
class KeyAlignment {
 public:
  static constexpr std::size_t kKeys = index::kCompositionPitchClasses;
  using Scores = std::array<double, kKeys>;

  // `query` is coarse: each frame the sum of four. Of the keys the first only is asked for where not `any_key`.
  KeyAlignment(const CompositionFrames& query, bool any_key, const PathCosts& costs);
  KeyAlignment(const CompositionFrames& query, bool any_key, const PathCosts& costs, VectorUnit unit);

  // LocalAlignment::best_score() in each key; 0 in those that are not asked for.
  Scores best_scores(const CoarseColumns& reference);

 private:
  Scores scores_one_by_one(const CoarseColumns& reference);
  Scores scores_together(const CoarseColumns& reference);

  std::size_t keys_;  // asked for
  PathCosts costs_;
  bool is_together_;
  LocalAlignment alignment_;
  std::vector<CompositionFrames> queries_;  // one by one: in each key
  std::size_t rows_;
  std::vector<std::int16_t> remainders_;  // together: of the query's frames, see append_remainders
  std::vector<std::int32_t> products_;    // together: with a recording in four keys, [key][row][frame of the recording]
  std::vector<std::int32_t> edges_;       // together: the sums of some columns, [row][key][column]
};

}  // namespace tributary::trace
