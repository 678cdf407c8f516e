#include "lab/composition/arrangement/arrangement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "lab/composition/mixing/accompaniment.h"
#include "lab/composition/mixing/version_plan.h"

namespace tributary::lab {
namespace {

bool contains(const std::vector<std::uint8_t>& parts, std::uint8_t part) {
  return std::find(parts.begin(), parts.end(), part) != parts.end();
}

void leave_parts_out(const std::vector<std::uint8_t>& tune, const ArrangementRange& range, Random& random,
                     std::vector<Note>& notes) {
  const bool melody_only = random.chance(range.melody_only);
  std::array<bool, 256> stays{};
  for (std::size_t part = 0; part < stays.size(); ++part)
    stays[part] =
        contains(tune, static_cast<std::uint8_t>(part)) || (!random.chance(range.dropped_parts) && !melody_only);
  std::erase_if(notes, [&](const Note& note) { return !stays[note.part]; });
}

void make_up(const ArrangementRange& range, double end_s, Random& random, std::vector<Note>& notes) {
  std::vector<Note> made;
  if (random.chance(range.made_up_chords)) made = draw_chords(notes, 0, end_s, random);
  if (random.chance(range.percussion)) {
    const std::vector<Note> strokes = draw_percussion(0, end_s, random);
    made.insert(made.end(), strokes.begin(), strokes.end());
  }
  notes.insert(notes.end(), made.begin(), made.end());
}

void give_instruments(const ArrangementRange& range, Random& random, std::vector<Note>& notes) {
  if (range.programs.empty()) return;
  std::array<std::uint8_t, 256> programs{};
  for (std::uint8_t& program : programs) program = range.programs[random.below(range.programs.size())];
  for (Note& note : notes)
    if (!note.drum) note.program = programs[note.part];
}

void transpose(int semitones, std::vector<Note>& notes) {
  for (Note& note : notes) {
    if (note.drum) continue;
    int pitch = note.pitch + semitones;
    if (pitch < 0) pitch += 12;
    if (pitch > 127) pitch -= 12;
    note.pitch = static_cast<std::uint8_t>(pitch);
  }
}

void play_in_tempo(const TempoMap& tempo, std::vector<Note>& notes) {
  for (Note& note : notes) {
    const double onset_s = static_cast<double>(note.onset_s);
    const double end_s = tempo.to_version(onset_s + static_cast<double>(note.duration_s));
    note.onset_s = on_time_grid(static_cast<float>(tempo.to_version(onset_s)));
    note.duration_s = std::max(on_time_grid(static_cast<float>(end_s)) - note.onset_s, 1 / kTimeStepsPerSecond);
  }
  std::sort(notes.begin(), notes.end(), note_before);
}

// The stretches of `played` in small steps, as the tempo bends them.
TimeMap bent(const std::vector<Stretch>& played, const TempoMap& tempo) {
  constexpr double kStep_s = 0.25;
  std::vector<Stretch> stretches;
  for (const Stretch& stretch : played) {
    const double length_s = stretch.version_end_s - stretch.version_start_s;
    const auto steps = static_cast<int>(std::ceil(length_s / kStep_s));
    for (int i = 0; i < steps; ++i) {
      const double from_s = length_s * i / steps;
      const double to_s = length_s * (i + 1) / steps;
      stretches.push_back({stretch.original_start_s + from_s, stretch.original_start_s + to_s,
                           tempo.to_version(stretch.version_start_s + from_s),
                           tempo.to_version(stretch.version_start_s + to_s)});
    }
  }
  return TimeMap(std::move(stretches));
}

}  // namespace

Arrangement arrange(const Piece& piece, const ArrangementRange& range, std::uint64_t seed) {
  Random random(seed);
  const std::vector<std::uint8_t> tune = tune_parts(piece);
  PlayedPassages played = play_passages(piece.notes, draw_structure(piece, tune, range.structure, random));
  std::vector<Note>& notes = played.notes;
  const double end_s = end_of(notes);
  leave_parts_out(tune, range, random, notes);
  make_up(range, end_s, random, notes);
  notes = ornament(notes, tune, range.ornaments, random);
  give_instruments(range, random, notes);

  Arrangement version;
  const int keys = 2 * range.most_semitones + 1;
  version.transposition_semitones =
      static_cast<int>(random.below(static_cast<std::size_t>(keys))) - range.most_semitones;
  transpose(version.transposition_semitones, notes);
  const TempoMap tempo = TempoMap::draw(0, end_s / range.tempo.slowest * (1 + range.tempo.curve), range.tempo, random);
  play_in_tempo(tempo, notes);
  version.tempo_ratio = end_s / tempo.to_version(end_s);
  version.time_map = bent(played.stretches, tempo);
  version.notes = std::move(notes);
  version.duration_s = end_of(version.notes);
  return version;
}

}  // namespace tributary::lab
