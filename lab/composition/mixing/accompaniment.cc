#include "lab/composition/mixing/accompaniment.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tributary::lab {
namespace {

using PitchClasses = std::array<double, 12>;

struct Triad {
  int root = 0;
  bool minor = false;
};

PitchClasses sounding(std::span<const Note> notes, double start_s, double end_s) {
  PitchClasses seconds{};
  for (const Note& note : notes) {
    if (note.drum) continue;
    const double onset_s = static_cast<double>(note.onset_s);
    const double overlap_s =
        std::min(end_s, onset_s + static_cast<double>(note.duration_s)) - std::max(start_s, onset_s);
    if (overlap_s > 0) seconds[note.pitch % 12U] += overlap_s;
  }
  return seconds;
}

double fit(const PitchClasses& seconds, const Triad& triad) {
  const auto at = [&](int semitones) { return seconds[static_cast<std::size_t>((triad.root + semitones) % 12)]; };
  return 1.2 * at(0) + at(triad.minor ? 3 : 4) + at(7);
}

// The triad that shares most with the notes; a little chance stands for the arranger's taste.
Triad draw_triad(const PitchClasses& seconds, Random& random) {
  Triad best;
  double best_fit = -1;
  for (int root = 0; root < 12; ++root) {
    for (const bool minor : {false, true}) {
      const Triad triad{root, minor};
      const double value = fit(seconds, triad) * random.uniform(0.8, 1.2) + random.uniform(0, 0.01);
      if (value > best_fit) {
        best_fit = value;
        best = triad;
      }
    }
  }
  return best;
}

Note make_note(double onset_s, double duration_s, int pitch, double velocity, std::uint8_t part) {
  Note note;
  note.onset_s = static_cast<float>(std::max(0.0, onset_s));
  note.duration_s = static_cast<float>(duration_s);
  note.pitch = static_cast<std::uint8_t>(pitch);
  note.velocity = static_cast<std::uint8_t>(std::clamp(velocity, 1.0, 127.0));
  note.part = part;
  note.drum = part == kPercussionPart;
  return note;
}

void add_triad(const Triad& triad, double start_s, double length_s, int strokes, int lowest_pitch,
               std::vector<Note>& notes) {
  const double stroke_s = length_s / strokes;
  const std::array<int, 3> steps = {0, triad.minor ? 3 : 4, 7};
  for (int stroke = 0; stroke < strokes; ++stroke) {
    for (const int step : steps) {
      const int pitch = lowest_pitch + (triad.root + step - lowest_pitch % 12 + 12) % 12;
      notes.push_back(make_note(start_s + stroke * stroke_s, 0.95 * stroke_s, pitch, 80, kChordPart));
    }
  }
}

}  // namespace

std::vector<Note> draw_chords(std::span<const Note> notes, double start_s, double end_s, Random& random) {
  const double length_s = random.uniform(0.5, 2.5);
  const auto strokes = static_cast<int>(1 + random.below(3));
  const int lowest_pitch = static_cast<int>(46 + random.below(16));
  const bool with_bass = random.chance(0.7);
  std::vector<Note> made;
  for (double at_s = start_s; at_s < end_s; at_s += length_s) {
    const PitchClasses seconds = sounding(notes, at_s, at_s + length_s);
    if (std::all_of(seconds.begin(), seconds.end(), [](double s) { return s <= 0; })) continue;
    const Triad triad = draw_triad(seconds, random);
    add_triad(triad, at_s, length_s, strokes, lowest_pitch, made);
    if (with_bass) made.push_back(make_note(at_s, 0.95 * length_s, 36 + triad.root, 90, kBassPart));
  }
  std::stable_sort(made.begin(), made.end(), [](const Note& a, const Note& b) { return a.onset_s < b.onset_s; });
  return made;
}

std::vector<Note> draw_percussion(double start_s, double end_s, Random& random) {
  constexpr std::array<int, 9> kDrums = {36, 38, 42, 46, 49, 45, 54, 70, 37};
  constexpr std::size_t kStepsPerBar = 8;
  const double step_s = random.uniform(0.12, 0.4);
  const std::size_t voices = 1 + random.below(4);
  std::array<std::array<double, kStepsPerBar>, 4> velocity{};  // 0 = no stroke
  std::array<int, 4> drum{};
  for (std::size_t voice = 0; voice < voices; ++voice) {
    drum[voice] = kDrums[random.below(kDrums.size())];
    const double density = random.uniform(0.15, 0.8);
    for (double& stroke : velocity[voice]) stroke = random.chance(density) ? random.uniform(50, 120) : 0;
  }
  std::vector<Note> made;
  std::size_t step = 0;
  for (double at_s = start_s; at_s < end_s; at_s += step_s, ++step)
    for (std::size_t voice = 0; voice < voices; ++voice)
      if (const double stroke = velocity[voice][step % kStepsPerBar]; stroke > 0)
        made.push_back(make_note(at_s, 0.1, drum[voice], stroke, kPercussionPart));
  return made;
}

}  // namespace tributary::lab
