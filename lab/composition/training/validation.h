// Validation: how often a network finds the other version of a passage among works it was not trained on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "lab/composition/pairs/batch_stream.h"
#include "lab/composition/training/composition_graph.h"

namespace tributary::lab {

inline constexpr std::uint64_t kValidationSeed = 0x5EED;  // the set is the same for every run

struct ValidationMetrics {
  double segment_top1 = 0;      // the reference with the nearest segment vector is the right one
  double frame_accuracy = 0;    // the nearest feature of the right reference is the same moment, give or take one
  double alignment_top1 = 0;    // the reference with the best alignment over 12 rolls is the right one
  double alignment_margin = 0;  // mean of the right reference's score less the best wrong one's
  double localised = 0;         // of all queries: right, and on average within a second of the true moments
};

struct ValidationSize {
  std::size_t works = 200;   // references of 30 s, and segment queries
  std::size_t aligned = 60;  // queries of 15 s that are aligned with every reference
};

// From uint8 [some, frames, 216] the vectors of the windows of 15 s every 5 s, of unit norm: float
// [some, windows, dimensions].
using SegmentVectors = std::function<at::Tensor(const at::Tensor& levels)>;

// Made once from a seed; measures any number of networks.
class Validation {
 public:
  Validation(const PairMaker& maker, const ValidationSize& size, std::uint64_t seed);

  ValidationMetrics measure(CompositionGraph& graph) const;
  // Segment vectors alone: segment_top1 of any network.
  double measure_segments(const SegmentVectors& vectors) const;
  // The same with plain chroma for features, and without segment vectors.
  ValidationMetrics measure_chroma() const;

  std::size_t works() const { return pairs_.pairs; }

 private:
  ValidationSize size_;
  Batch pairs_;
};

}  // namespace tributary::lab
