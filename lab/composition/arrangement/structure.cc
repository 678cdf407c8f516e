#include "lab/composition/arrangement/structure.h"

#include <algorithm>
#include <cmath>

namespace tributary::lab {
namespace {

std::vector<double> tune_onsets(const Piece& piece, std::span<const std::uint8_t> tune_parts) {
  std::vector<double> onsets;
  for (const Note& note : piece.notes) {
    if (std::find(tune_parts.begin(), tune_parts.end(), note.part) == tune_parts.end()) continue;
    const double onset_s = static_cast<double>(note.onset_s);
    if (onsets.empty() || onset_s > onsets.back()) onsets.push_back(onset_s);
  }
  return onsets;
}

// A passage between two onsets; empty where the piece is too short for one.
Passage draw_passage(std::span<const double> onsets, double piece_s, Random& random) {
  constexpr double kShortest_s = 4;
  const double longest_s = std::min(20.0, piece_s / 3);
  if (onsets.size() < 2 || longest_s < kShortest_s) return {};
  const double wanted_s = random.uniform(kShortest_s, longest_s);
  const double start_s = onsets[random.below(onsets.size())];
  const auto end = std::upper_bound(onsets.begin(), onsets.end(), start_s + wanted_s);
  if (end == onsets.end()) return {};
  return {start_s, *end};
}

}  // namespace

double end_of(std::span<const Note> notes) {
  double end_s = 0;
  for (const Note& note : notes)
    end_s = std::max(end_s, static_cast<double>(note.onset_s) + static_cast<double>(note.duration_s));
  return end_s;
}

std::vector<Passage> draw_structure(const Piece& piece, std::span<const std::uint8_t> tune_parts,
                                    const StructureRange& range, Random& random) {
  const double end_s = end_of(piece.notes);
  const std::vector<double> onsets = tune_onsets(piece, tune_parts);
  const bool repeats = random.chance(range.repeat);
  const bool cuts = random.chance(range.cut);
  const Passage twice = repeats ? draw_passage(onsets, end_s, random) : Passage{};
  const Passage without = cuts ? draw_passage(onsets, end_s, random) : Passage{};
  std::vector<Passage> passages;
  const auto play = [&](double start_s, double stop_s) {
    if (start_s < stop_s) passages.push_back({start_s, stop_s});
  };
  // Both edits cut the original into pieces at most; what is left out is left out in the repeat, too.
  const auto play_without = [&](double start_s, double stop_s) {
    if (without.end_s <= start_s || without.start_s >= stop_s) return play(start_s, stop_s);
    play(start_s, std::max(start_s, without.start_s));
    play(std::min(stop_s, without.end_s), stop_s);
  };
  if (twice.end_s > 0) {
    play_without(0, twice.end_s);
    play_without(twice.start_s, end_s);
  } else {
    play_without(0, end_s);
  }
  return passages;
}

PlayedPassages play_passages(std::span<const Note> notes, std::span<const Passage> passages) {
  PlayedPassages played;
  double at_s = 0;
  for (std::size_t i = 0; i < passages.size(); ++i) {
    const Passage& passage = passages[i];
    const bool goes_on = i + 1 < passages.size() && passages[i + 1].start_s == passage.end_s;
    for (const Note& note : notes) {
      const double onset_s = static_cast<double>(note.onset_s);
      if (onset_s < passage.start_s || onset_s >= passage.end_s) continue;
      Note moved = note;
      moved.onset_s = static_cast<float>(onset_s - passage.start_s + at_s);
      if (!goes_on)
        moved.duration_s = static_cast<float>(std::min(static_cast<double>(note.duration_s), passage.end_s - onset_s));
      played.notes.push_back(moved);
    }
    const double length_s = passage.end_s - passage.start_s;
    played.stretches.push_back({passage.start_s, passage.end_s, at_s, at_s + length_s});
    at_s += length_s;
  }
  std::sort(played.notes.begin(), played.notes.end(), note_before);
  return played;
}

}  // namespace tributary::lab
