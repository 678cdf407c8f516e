#include "lab/composition/measurement/sounding_tune.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "lab/composition/mixing/version_plan.h"

namespace tributary::lab {
namespace {

constexpr double kMoment_s = 0.2;
constexpr std::ptrdiff_t kLongestHeld = 4;  // moments
constexpr int kTempiPerOctave = 12;
constexpr std::uint8_t kSilence = 0xFF;

using PitchClasses = std::vector<std::uint8_t>;  // of the moments, in order

double end_of(const Piece& piece) {
  double end_s = 0;
  for (const Note& note : piece.notes)
    end_s = std::max(end_s, static_cast<double>(note.onset_s) + static_cast<double>(note.duration_s));
  return end_s;
}

// The highest pitch of the part at each moment; before its first note there is silence, and a rest holds the last.
PitchClasses sounding(const Piece& piece, std::uint8_t part, double start_s, double end_s, double moment_s) {
  const auto moments = static_cast<std::ptrdiff_t>(std::max(0.0, (end_s - start_s) / moment_s));
  std::vector<std::uint8_t> pitches(static_cast<std::size_t>(moments), kSilence);
  const auto moment_of = [&](double at_s) {
    return std::clamp(static_cast<std::ptrdiff_t>(std::ceil((at_s - start_s) / moment_s)), std::ptrdiff_t{0}, moments);
  };
  for (const Note& note : piece.notes) {
    if (note.drum || note.part != part) continue;
    const auto onset_s = static_cast<double>(note.onset_s);
    const std::ptrdiff_t end = moment_of(onset_s + static_cast<double>(note.duration_s));
    for (std::ptrdiff_t i = moment_of(onset_s); i < end; ++i) {
      std::uint8_t& pitch = pitches[static_cast<std::size_t>(i)];
      if (pitch == kSilence || note.pitch > pitch) pitch = note.pitch;
    }
  }
  PitchClasses classes;
  std::uint8_t last = kSilence;
  std::ptrdiff_t held = 0;
  for (const std::uint8_t pitch : pitches) {
    const std::uint8_t now = pitch == kSilence ? last : pitch;
    held = now == last ? held + 1 : 1;
    last = now;
    if (now != kSilence && held <= kLongestHeld) classes.push_back(now % 12);
  }
  return classes;
}

int align(const PitchClasses& a, const PitchClasses& b, int key) {
  int best = 0;
  std::vector<int> before(b.size() + 1);
  std::vector<int> here(b.size() + 1);
  for (const std::uint8_t pitch : a) {
    const auto moved = static_cast<std::uint8_t>((pitch + key) % 12);
    for (std::size_t j = 0; j < b.size(); ++j) {
      here[j + 1] = std::max({0, before[j] + (moved == b[j] ? 1 : -1), before[j + 1] - 2, here[j] - 2});
      best = std::max(best, here[j + 1]);
    }
    std::swap(before, here);
  }
  return best;
}

std::set<std::uint8_t> voices_of(const Piece& piece) {
  std::set<std::uint8_t> voices;
  for (const Note& note : piece.notes)
    if (!note.drum) voices.insert(note.part);
  return voices;
}

}  // namespace

int shared_moments(const Piece& piece, double start_s, double end_s, const Piece& other) {
  const double other_end_s = end_of(other);
  int best = 0;
  for (const std::uint8_t part : tune_parts(piece)) {
    const PitchClasses tune = sounding(piece, part, start_s, end_s, kMoment_s);
    for (const std::uint8_t voice : voices_of(other)) {
      for (int tempo = -kTempiPerOctave; tempo <= kTempiPerOctave; ++tempo) {
        const double ratio = std::exp2(static_cast<double>(tempo) / kTempiPerOctave);
        const PitchClasses there = sounding(other, voice, 0, other_end_s, kMoment_s * ratio);
        for (int key = 0; key < 12; ++key) best = std::max(best, align(tune, there, key));
      }
    }
  }
  return best;
}

}  // namespace tributary::lab
