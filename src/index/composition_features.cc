#include "index/composition_features.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/rounding.h"

namespace tributary::index {
namespace {

using Frame = std::array<double, kCompositionFrameValues>;
using Levels = std::array<std::int8_t, kCompositionFrameValues>;

// Where the largest value of a frame may come to lie, in steps. Beyond 3 it is clipped, which serves frames in which
// one value stands out.
constexpr std::array<double, 10> kLargestInSteps = {1.4, 1.8, 2.2, 2.6, 3, 3.4, 3.8, 4.4, 5.2, 6.4};

double finite(float value) { return std::isfinite(value) ? static_cast<double>(value) : 0; }

// Writes the levels of `frame` at a step; returns the cosine between both.
double levels_at(const Frame& frame, double step, Levels& levels) {
  double product = 0;
  double norm = 0;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    const double level = std::clamp(base::rounded(frame[i] / step), -kCompositionLevelMax, kCompositionLevelMax);
    levels[i] = static_cast<std::int8_t>(level);
    product += level * frame[i];
    norm += level * level;
  }
  return norm > 0 ? product / std::sqrt(norm) : 0;
}

Levels nearest_levels(const Frame& frame) {
  double largest = 0;
  for (const double value : frame) largest = std::max(largest, std::abs(value));
  Levels best{};
  if (largest <= 0) return best;
  double best_cosine = 0;
  for (const double steps : kLargestInSteps) {
    Levels levels{};
    const double cosine = levels_at(frame, largest / steps, levels);
    if (cosine <= best_cosine) continue;
    best_cosine = cosine;
    best = levels;
  }
  return best;
}

void append_segment(std::span<const float> values, std::vector<std::int8_t>& segments) {
  double power = 0;
  for (const float value : values) power += finite(value) * finite(value);
  const double scale = power > 0 ? kCompositionSegmentNorm / std::sqrt(power) : 0;
  for (const float value : values) segments.push_back(static_cast<std::int8_t>(std::lround(finite(value) * scale)));
}

}  // namespace

CompositionFeatures quantise_composition(std::span<const float> frames, std::span<const float> segments) {
  TRIBUTARY_CHECK(frames.size() % kCompositionFrameValues == 0);
  TRIBUTARY_CHECK(segments.size() % kCompositionSegmentValues == 0);
  CompositionFeatures features;
  features.frames.reserve(frames.size());
  features.segments.reserve(segments.size());
  for (std::size_t first = 0; first < frames.size(); first += kCompositionFrameValues) {
    Frame frame{};
    for (std::size_t i = 0; i < frame.size(); ++i) frame[i] = finite(frames[first + i]);
    const Levels levels = nearest_levels(frame);
    features.frames.insert(features.frames.end(), levels.begin(), levels.end());
  }
  for (std::size_t first = 0; first < segments.size(); first += kCompositionSegmentValues)
    append_segment(segments.subspan(first, kCompositionSegmentValues), features.segments);
  return features;
}

}  // namespace tributary::index
