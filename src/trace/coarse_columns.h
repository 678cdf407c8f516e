// Coarse frames laid out to be compared with a query in every key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "trace/composition_frames.h"

namespace tributary::trace {

// Where the coarse frames of a recording lie among others': [blocks()][pitch class][pair of channels][kBlockFrames][2].
struct CoarseColumns {
  static constexpr std::size_t kBlockFrames = 16;
  static constexpr std::size_t kBlockValues = kBlockFrames * kFrameValues;

  const std::int8_t* values = nullptr;
  std::size_t frames = 0;  // what follows them in their last block is zero

  std::size_t blocks() const { return (frames + kBlockFrames - 1) / kBlockFrames; }
};

// Appends frames as CompositionFrames::coarse() gives them.
void append_columns(std::span<const std::int8_t> coarse, std::vector<std::int8_t>& columns);

// The frames, as CompositionFrames::coarse() gave them.
std::vector<std::int8_t> rows_of(const CoarseColumns& columns);

}  // namespace tributary::trace
