#include "trace/composition_frames.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "base/check.h"

namespace tributary::trace {
namespace {

constexpr int kLevelMax = index::kCompositionLevelMax;

// What the levels -3 to 3 become in a frame with the sum of squares that is the place in the table.
using LevelValues = std::array<std::int16_t, 2 * kLevelMax + 1>;

std::vector<LevelValues> values_by_power() {
  std::vector<LevelValues> table(kFrameValues * kLevelMax * kLevelMax + 1);
  for (std::size_t power = 1; power < table.size(); ++power)
    for (int level = -kLevelMax; level <= kLevelMax; ++level)
      table[power][static_cast<std::size_t>(level + kLevelMax)] =
          static_cast<std::int16_t>(std::lround(level * (kFrameNorm / std::sqrt(static_cast<double>(power)))));
  return table;
}

}  // namespace

CompositionFrames::CompositionFrames(std::span<const std::int8_t> levels) : values_(levels.size()) {
  TRIBUTARY_CHECK(levels.size() % kFrameValues == 0);
  static const std::vector<LevelValues> kValues = values_by_power();
  for (std::size_t first = 0; first < levels.size(); first += kFrameValues) {
    const auto own = levels.subspan(first, kFrameValues);
    TRIBUTARY_CHECK(std::all_of(own.begin(), own.end(), [](int level) { return std::abs(level) <= kLevelMax; }));
    const int power = std::transform_reduce(own.begin(), own.end(), own.begin(), 0);
    const LevelValues& values = kValues[static_cast<std::size_t>(power)];
    for (std::size_t i = 0; i < kFrameValues; ++i)
      values_[first + i] = values[static_cast<std::size_t>(own[i] + kLevelMax)];
  }
}

CompositionFrames CompositionFrames::lowered(int semitones) const {
  constexpr std::size_t kClasses = index::kCompositionPitchClasses;
  constexpr int kOctave = static_cast<int>(kClasses);
  const auto shift = static_cast<std::size_t>((semitones % kOctave + kOctave) % kOctave);
  CompositionFrames frames;
  frames.values_.resize(values_.size());
  for (std::size_t first = 0; first < values_.size(); first += kClasses)
    for (std::size_t pitch = 0; pitch < kClasses; ++pitch)
      frames.values_[first + pitch] = values_[first + (pitch + shift) % kClasses];
  return frames;
}

CompositionFrames CompositionFrames::centred() const {
  const auto is_silent = [&](std::size_t frame) {
    const auto own = std::span(values_).subspan(frame * kFrameValues, kFrameValues);
    return std::all_of(own.begin(), own.end(), [](std::int16_t value) { return value == 0; });
  };
  std::array<double, kFrameValues> mean{};
  double count = 0;
  for (std::size_t frame = 0; frame < size(); ++frame) {
    if (is_silent(frame)) continue;
    count += 1;
    for (std::size_t i = 0; i < kFrameValues; ++i) mean[i] += values_[frame * kFrameValues + i];
  }
  CompositionFrames frames;
  frames.values_ = values_;
  for (std::size_t frame = 0; frame < size(); ++frame) {
    if (is_silent(frame)) continue;
    for (std::size_t i = 0; i < kFrameValues; ++i)
      frames.values_[frame * kFrameValues + i] =
          static_cast<std::int16_t>(std::lround(values_[frame * kFrameValues + i] - mean[i] / count));
  }
  return frames;
}

CompositionFrames CompositionFrames::reordered(std::span<const std::size_t> places) const {
  CompositionFrames frames;
  for (const std::size_t place : places) {
    TRIBUTARY_CHECK(place < size());
    const auto own = std::span(values_).subspan(place * kFrameValues, kFrameValues);
    frames.values_.insert(frames.values_.end(), own.begin(), own.end());
  }
  return frames;
}

CompositionFrames CompositionFrames::halved() const {
  CompositionFrames frames;
  frames.values_.resize(size() / 2 * kFrameValues);
  for (std::size_t i = 0; i < frames.values_.size(); ++i) {
    const std::size_t source = i / kFrameValues * 2 * kFrameValues + i % kFrameValues;
    frames.values_[i] = static_cast<std::int16_t>(values_[source] + values_[source + kFrameValues]);
  }
  return frames;
}

std::vector<std::int8_t> CompositionFrames::coarse() const {
  const CompositionFrames sums = halved().halved();
  std::vector<std::int8_t> bytes;
  bytes.reserve(sums.values_.size());
  for (const std::int16_t value : sums.values_) {
    const int away_from_zero = value < 0 ? -kCoarseStep / 2 : kCoarseStep / 2;  // what is halfway goes
    bytes.push_back(static_cast<std::int8_t>(std::clamp((value + away_from_zero) / kCoarseStep, -127, 127)));
  }
  return bytes;
}

CompositionFrames CompositionFrames::from_coarse(std::span<const std::int8_t> values) {
  TRIBUTARY_CHECK(values.size() % kFrameValues == 0);
  CompositionFrames frames;
  frames.values_.reserve(values.size());
  for (const std::int8_t value : values) frames.values_.push_back(static_cast<std::int16_t>(value * kCoarseStep));
  return frames;
}

}  // namespace tributary::trace
