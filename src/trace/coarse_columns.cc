#include "trace/coarse_columns.h"

#include "base/check.h"

namespace tributary::trace {
namespace {

constexpr std::size_t kClasses = index::kCompositionPitchClasses;
constexpr std::size_t kPair = 2;
static_assert(index::kCompositionChannels % kPair == 0);

// Where a value of a frame, [channel][pitch class], lies in its block, and where those of the frame begin there.
constexpr std::size_t place_of(std::size_t value) {
  const std::size_t channel = value / kClasses;
  const std::size_t pairs_per_class = index::kCompositionChannels / kPair;
  const std::size_t pair = value % kClasses * pairs_per_class + channel / kPair;
  return pair * CoarseColumns::kBlockFrames * kPair + channel % kPair;
}

constexpr std::size_t place_of_frame(std::size_t frame) {
  return frame / CoarseColumns::kBlockFrames * CoarseColumns::kBlockValues +
         frame % CoarseColumns::kBlockFrames * kPair;
}

}  // namespace

void append_columns(std::span<const std::int8_t> coarse, std::vector<std::int8_t>& columns) {
  TRIBUTARY_CHECK(coarse.size() % kFrameValues == 0);
  const std::size_t frames = coarse.size() / kFrameValues;
  const std::size_t first = columns.size();
  columns.resize(first + CoarseColumns{nullptr, frames}.blocks() * CoarseColumns::kBlockValues);
  for (std::size_t frame = 0; frame < frames; ++frame) {
    std::int8_t* column = columns.data() + first + place_of_frame(frame);
    for (std::size_t i = 0; i < kFrameValues; ++i) column[place_of(i)] = coarse[frame * kFrameValues + i];
  }
}

std::vector<std::int8_t> rows_of(const CoarseColumns& columns) {
  std::vector<std::int8_t> rows(columns.frames * kFrameValues);
  for (std::size_t frame = 0; frame < columns.frames; ++frame)
    for (std::size_t i = 0; i < kFrameValues; ++i)
      rows[frame * kFrameValues + i] = columns.values[place_of_frame(frame) + place_of(i)];
  return rows;
}

}  // namespace tributary::trace
