#include "lab/composition/mixing/version_plan.h"

#include <algorithm>
#include <cmath>

#include "lab/composition/mixing/accompaniment.h"

namespace tributary::lab {
namespace {

float power_gain(double decibels) { return static_cast<float>(std::pow(10, decibels / 10)); }

PartPlan draw_part(const VersionRange& range, const TimbreLibrary& timbres, Random& random) {
  PartPlan part;
  part.sounds = true;
  part.timbre = &timbres.draw(range.additive_share, random);
  if (random.chance(0.12)) {
    part.doubling = &timbres.draw(range.additive_share, random);
    part.doubling_octave = static_cast<int>(random.below(3)) - 1;
  }
  if (random.chance(0.08)) part.octave_shift = random.chance(0.5) ? 1 : -1;
  part.gain = power_gain(3.5 * random.normal());
  part.articulation = static_cast<float>(random.uniform(0.5, 1.15));
  part.dynamics = static_cast<float>(random.uniform(0.3, 1.5));
  return part;
}

// A piece with drums keeps them now and then; made-up percussion uses the same kit.
PartPlan drum_part(const TimbreLibrary& timbres, Random& random) {
  PartPlan part;
  part.timbre = timbres.drum_kit(random);
  part.sounds = part.timbre != nullptr;
  part.gain = power_gain(random.uniform(-14, 2));
  return part;
}

void leave_out(const Piece& piece, const VersionRange& range, VersionPlan& plan, Random& random) {
  const std::vector<std::uint8_t> tune = tune_parts(piece);
  const auto carries_tune = [&](std::uint8_t part) { return std::find(tune.begin(), tune.end(), part) != tune.end(); };
  const double choice = random.uniform(0, 1);
  const bool melody_only = choice < range.melody_only;
  const bool some = choice < range.melody_only + range.dropped_parts;
  const double kept = random.uniform(0.1, 0.8);
  for (std::size_t index = 0; index < kChordPart; ++index) {
    const auto part = static_cast<std::uint8_t>(index);
    if (!plan.parts[index].sounds || carries_tune(part)) continue;
    if (melody_only || (some && !random.chance(kept))) plan.parts[index].sounds = false;
  }
}

void make_up(const Piece& piece, const VersionRange& range, const TimbreLibrary& timbres, VersionPlan& plan,
             Random& random) {
  const double start_s = plan.tempo.start_s() - 1;
  const double end_s = plan.tempo.end_s() + 1;
  if (random.chance(range.made_up_chords)) {
    plan.added = draw_chords(piece.notes, start_s, end_s, random);
    plan.parts[kChordPart] = draw_part(range, timbres, random);
    plan.parts[kChordPart].gain *= power_gain(random.uniform(-12, 0));
    plan.parts[kBassPart] = draw_part(range, timbres, random);
  }
  if (random.chance(range.percussion)) {
    plan.parts[kPercussionPart] = drum_part(timbres, random);
    const std::vector<Note> strokes = draw_percussion(start_s, end_s, random);
    plan.added.insert(plan.added.end(), strokes.begin(), strokes.end());
    std::stable_sort(plan.added.begin(), plan.added.end(), note_before);
  }
}

}  // namespace

std::vector<std::uint8_t> tune_parts(const Piece& piece) {
  if (!piece.melody_parts.empty()) return piece.melody_parts;
  std::array<double, 256> pitch_sum{};
  std::array<double, 256> count{};
  for (const Note& note : piece.notes) {
    if (note.drum) continue;
    pitch_sum[note.part] += note.pitch;
    count[note.part] += 1;
  }
  std::size_t highest = 0;
  double highest_mean = -1;
  for (std::size_t part = 0; part < count.size(); ++part) {
    if (count[part] == 0 || pitch_sum[part] / count[part] <= highest_mean) continue;
    highest = part;
    highest_mean = pitch_sum[part] / count[part];
  }
  return {static_cast<std::uint8_t>(highest)};
}

VersionPlan draw_version(const Piece& piece, double start_s, double duration_s, const VersionRange& range,
                         const TimbreLibrary& timbres, Random& random) {
  VersionPlan plan{.tempo = TempoMap::draw(start_s, duration_s, range.tempo, random), .parts = {}, .added = {}};
  const int keys = 2 * range.transposition_semitones + 1;
  plan.transposition = static_cast<int>(random.below(static_cast<std::size_t>(keys))) - range.transposition_semitones;
  if (random.chance(range.octave_shift)) plan.octave_shift = random.chance(0.5) ? 1 : -1;

  std::array<bool, 256> pitched{};
  std::array<bool, 256> drums{};
  for (const Note& note : piece.notes) (note.drum ? drums : pitched)[note.part] = true;
  for (std::size_t part = 0; part < kChordPart; ++part) {
    if (pitched[part]) plan.parts[part] = draw_part(range, timbres, random);
    if (drums[part] && !pitched[part] && random.chance(0.5)) plan.parts[part] = drum_part(timbres, random);
  }
  leave_out(piece, range, plan, random);
  make_up(piece, range, timbres, plan, random);
  return plan;
}

}  // namespace tributary::lab
