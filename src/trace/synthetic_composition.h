// For tests: made-up pieces as composition features, and what another performance would leave of them.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "index/composition_features.h"

namespace tributary::trace {

// Frames as an encoder gives them, [frames][4][12].
using EncodedFrames = std::vector<float>;

inline std::size_t frame_count(const EncodedFrames& frames) { return frames.size() / index::kCompositionFrameValues; }

// A melody that walks through a scale over chords of that scale, so that pieces in one key resemble each other more
// than chance. Channels: the melody, its onsets, the chord, the bass; and some noise.
inline EncodedFrames random_composition(double duration_s, std::uint64_t seed) {
  constexpr std::array<int, 7> kScale = {0, 2, 4, 5, 7, 9, 11};
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal(0, 0.15F);
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<std::uint64_t>(limit)); };
  const auto frames = static_cast<std::size_t>(duration_s * index::kCompositionFramesPerSecond);
  EncodedFrames values(frames * index::kCompositionFrameValues);
  const int tonic = below(12);
  const auto pitch = [&](int degree) {
    return static_cast<std::size_t>((kScale[static_cast<std::size_t>(degree % 7)] + tonic) % 12);
  };
  int degree = 7;
  int chord = 0;
  int note_left = 0;
  int chord_left = 0;
  for (std::size_t frame = 0; frame < frames; ++frame) {
    float* value = values.data() + frame * index::kCompositionFrameValues;
    for (std::size_t i = 0; i < index::kCompositionFrameValues; ++i) value[i] = normal(random);
    if (chord_left-- == 0) {
      chord = below(7);
      chord_left = 3 + below(6);
    }
    if (note_left-- == 0) {
      degree = std::clamp(degree + below(5) - 2, 0, 13);
      note_left = below(4);
      value[12 + pitch(degree)] += 1;
    }
    value[pitch(degree)] += 1;
    for (const int third : {0, 2, 4}) value[24 + pitch(chord + third)] += 0.5F;
    value[36 + pitch(chord)] += 0.7F;
  }
  return values;
}

// How a query differs from the composition it plays.
struct Performance {
  double start_s = 0;        // of the composition, where the query begins
  double duration_s = 15;    // of the query
  double tempo_ratio = 1;    // query tempo / reference tempo
  int transposition = 0;     // in semitones
  double noise = 0;          // norm of what is foreign to a frame, its own being 1
  bool melody_only = false;  // the chords and the bass are gone
};

// The composition as another performance has it; silence beyond its end.
inline EncodedFrames performed(const EncodedFrames& source, const Performance& performance, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  const auto frames = static_cast<std::size_t>(performance.duration_s * index::kCompositionFramesPerSecond);
  const double spread = performance.noise / std::sqrt(static_cast<double>(index::kCompositionFrameValues));
  const auto shift = static_cast<std::size_t>(performance.transposition + 12);
  EncodedFrames values(frames * index::kCompositionFrameValues);
  for (std::size_t frame = 0; frame < frames; ++frame) {
    const double at =
        performance.start_s * index::kCompositionFramesPerSecond + static_cast<double>(frame) * performance.tempo_ratio;
    const auto there = static_cast<std::size_t>(std::lround(at));
    if (there >= frame_count(source)) continue;
    const auto own = std::span(source).subspan(there * index::kCompositionFrameValues, index::kCompositionFrameValues);
    float* value = values.data() + frame * index::kCompositionFrameValues;
    float power = 0;
    const std::size_t kept = performance.melody_only ? 24 : index::kCompositionFrameValues;
    for (std::size_t i = 0; i < kept; ++i) {
      value[i / 12 * 12 + (i + shift) % 12] = own[i];
      power += own[i] * own[i];
    }
    const float scale = 1 / std::sqrt(std::max(power, 1e-6F));
    for (std::size_t i = 0; i < index::kCompositionFrameValues; ++i)
      value[i] = value[i] * scale + normal(random) * static_cast<float>(spread);
  }
  return values;
}

// A segment vector per 15 s at a hop of 5 s, made from the transitions between pitch classes: a stand-in for what an
// encoder learns, the same in every key and little changed by the tempo.
inline std::vector<float> synthetic_segments(const EncodedFrames& frames) {
  constexpr std::size_t kWindow = 75;
  constexpr std::size_t kHop = 25;
  constexpr std::size_t kLags = 2;
  std::vector<float> segments;
  const std::size_t count = frame_count(frames);
  for (std::size_t first = 0; first == 0 || first + kWindow <= count; first += kHop) {
    std::array<float, index::kCompositionSegmentValues> segment{};
    for (std::size_t frame = first; frame + kLags < std::min(count, first + kWindow); ++frame)
      for (std::size_t channel = 0; channel < 4; ++channel)
        for (std::size_t a = 0; a < 12; ++a)
          for (std::size_t interval = 0; interval < 12; ++interval) {
            const std::size_t b = (a + interval) % 12;
            const float here = frames[frame * 48 + channel * 12 + a];
            segment[channel * 24 + interval] += here * frames[(frame + kLags) * 48 + channel * 12 + b];
            segment[channel * 24 + 12 + interval] += here * frames[frame * 48 + (channel + 1) % 4 * 12 + b];
          }
    segments.insert(segments.end(), segment.begin(), segment.end());
  }
  return segments;
}

inline index::CompositionFeatures synthetic_features(const EncodedFrames& frames) {
  return index::quantise_composition(frames, synthetic_segments(frames));
}

}  // namespace tributary::trace
