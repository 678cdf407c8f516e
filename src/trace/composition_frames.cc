#include "trace/composition_frames.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "base/check.h"
#include "base/rounding.h"
#include "base/vector_clones.h"

namespace tributary::trace {
namespace {

constexpr int kLevelMax = index::kCompositionLevelMax;

// What the levels 1, 2 and 3 become in a frame with the sum of squares that is the place in the table.
using LevelValues = std::array<std::int16_t, kLevelMax>;

std::vector<LevelValues> values_by_power() {
  std::vector<LevelValues> table(kFrameValues * kLevelMax * kLevelMax + 1);
  for (std::size_t power = 1; power < table.size(); ++power)
    for (int level = 1; level <= kLevelMax; ++level)
      table[power][static_cast<std::size_t>(level - 1)] =
          static_cast<std::int16_t>(std::lround(level * (kFrameNorm / std::sqrt(static_cast<double>(power)))));
  return table;
}

// The sum of the squares of a frame's levels; -1 where one is out of range.
TRIBUTARY_VECTOR_CLONES
int power_of(const std::int8_t* levels) {
  int power = 0;
  int largest = 0;
  for (std::size_t i = 0; i < kFrameValues; ++i) {
    const int level = levels[i];
    power += level * level;
    largest = std::max(largest, std::abs(level));
  }
  return largest <= kLevelMax ? power : -1;
}

TRIBUTARY_VECTOR_CLONES
void look_up(const std::int8_t* levels, const LevelValues& values, std::int16_t* frame) {
  static_assert(kLevelMax == 3);
  const auto [one, two, three] = values;
  for (std::size_t i = 0; i < kFrameValues; ++i) {
    const auto level = static_cast<std::int16_t>(levels[i]);
    const auto size = static_cast<std::int16_t>(level < 0 ? -level : level);
    const std::int16_t value = size == 1 ? one : size == 2 ? two : size == 3 ? three : std::int16_t{0};
    frame[i] = static_cast<std::int16_t>(level < 0 ? -value : value);
  }
}

// Sums of two frames each.
TRIBUTARY_VECTOR_CLONES
void add_up_twos(const std::int16_t* frames, std::size_t count, std::int16_t* sums) {
  for (std::size_t frame = 0; frame < count; ++frame) {
    const std::int16_t* own = frames + 2 * frame * kFrameValues;
    std::int16_t* sum = sums + frame * kFrameValues;
    for (std::size_t i = 0; i < kFrameValues; ++i) sum[i] = static_cast<std::int16_t>(own[i] + own[i + kFrameValues]);
  }
}

// Steps of kCoarseStep; what is halfway goes away from zero.
TRIBUTARY_VECTOR_CLONES
void round_to_steps(const std::int16_t* values, std::size_t count, std::int8_t* steps) {
  for (std::size_t i = 0; i < count; ++i) {
    const int away_from_zero = values[i] < 0 ? -kCoarseStep / 2 : kCoarseStep / 2;
    steps[i] = static_cast<std::int8_t>(std::clamp((values[i] + away_from_zero) / kCoarseStep, -127, 127));
  }
}

}  // namespace

CompositionFrames::CompositionFrames(std::span<const std::int8_t> levels) : values_(levels.size()) {
  TRIBUTARY_CHECK(levels.size() % kFrameValues == 0);
  static const std::vector<LevelValues> kValues = values_by_power();
  for (std::size_t first = 0; first < levels.size(); first += kFrameValues) {
    const int power = power_of(levels.data() + first);
    TRIBUTARY_CHECK(power >= 0);
    look_up(levels.data() + first, kValues[static_cast<std::size_t>(power)], values_.data() + first);
  }
}

CompositionFrames CompositionFrames::lowered(int semitones) const {
  constexpr std::size_t kClasses = index::kCompositionPitchClasses;
  constexpr int kOctave = static_cast<int>(kClasses);
  const auto shift = static_cast<std::ptrdiff_t>((semitones % kOctave + kOctave) % kOctave);
  CompositionFrames frames;
  frames.values_.resize(values_.size());
  auto to = frames.values_.begin();
  for (auto from = values_.begin(); from != values_.end(); from += kOctave)
    to = std::rotate_copy(from, from + shift, from + kOctave, to);
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
  for (double& value : mean) value /= std::max(count, 1.0);
  CompositionFrames frames;
  frames.values_ = values_;
  for (std::size_t frame = 0; frame < size(); ++frame) {
    if (is_silent(frame)) continue;
    std::int16_t* own = frames.values_.data() + frame * kFrameValues;
    for (std::size_t i = 0; i < kFrameValues; ++i) own[i] = static_cast<std::int16_t>(base::rounded(own[i] - mean[i]));
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
  add_up_twos(values_.data(), frames.size(), frames.values_.data());
  return frames;
}

std::vector<std::int8_t> CompositionFrames::coarse() const {
  const CompositionFrames sums = halved().halved();
  std::vector<std::int8_t> bytes(sums.values_.size());
  round_to_steps(sums.values_.data(), bytes.size(), bytes.data());
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
