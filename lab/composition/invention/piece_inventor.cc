#include "lab/composition/invention/piece_inventor.h"

#include <algorithm>
#include <cmath>

#include "lab/composition/arrangement/structure.h"
#include "lab/composition/mixing/version_plan.h"

namespace tributary::lab {
namespace {

constexpr double kShortestPassage_s = 2;
constexpr std::array<const char*, 5> kForms = {"AABB", "ABA", "AABA", "ABAC", "ABCB"};
constexpr std::uint8_t kMostParts = 8;

bool contains(const std::vector<std::uint8_t>& parts, std::uint8_t part) {
  return std::find(parts.begin(), parts.end(), part) != parts.end();
}

// How far a piece must be moved for its pitch classes to come nearest to those of another; -6 to 5.
template <typename PitchClasses>
int transposition_to(const PitchClasses& wanted, const PitchClasses& own) {
  int best = 0;
  double best_product = -1;
  for (int shift = -6; shift <= 5; ++shift) {
    double product = 0;
    for (int pitch = 0; pitch < 12; ++pitch)
      product += own[static_cast<std::size_t>(pitch)] * wanted[static_cast<std::size_t>((pitch + shift + 12) % 12)];
    if (product <= best_product) continue;
    best_product = product;
    best = shift;
  }
  return best;
}

// The notes of a passage from 0 s on; the tune becomes part 0, and what is held over the end ends there.
std::vector<Note> take_passage(const Piece& piece, const Passage& passage, int semitones) {
  const std::vector<std::uint8_t> tune = tune_parts(piece);
  std::map<std::uint8_t, std::uint8_t> parts;
  std::vector<Note> notes = play_passages(piece.notes, std::span(&passage, 1)).notes;
  for (Note& note : notes) {
    if (contains(tune, note.part)) {
      note.part = 0;
    } else {
      const auto next = static_cast<std::uint8_t>(1 + parts.size() % (kMostParts - 1));
      note.part = parts.try_emplace(note.part, next).first->second;
    }
    if (!note.drum) note.pitch = static_cast<std::uint8_t>(std::clamp(note.pitch + semitones, 0, 127));
  }
  return notes;
}

void append(const std::vector<Note>& notes, double at_s, std::vector<Note>& to) {
  for (Note note : notes) {
    note.onset_s += static_cast<float>(at_s);
    to.push_back(note);
  }
}

}  // namespace

PieceInventor::PieceInventor(std::span<const Piece* const> sources) {
  for (const Piece* piece : sources) {
    Source source;
    source.piece = piece;
    const std::vector<std::uint8_t> tune = tune_parts(*piece);
    for (const Note& note : piece->notes) {
      if (note.drum) continue;
      source.key[note.pitch % 12] += static_cast<double>(note.duration_s);
      const double onset_s = static_cast<double>(note.onset_s);
      if (contains(tune, note.part) && (source.onsets.empty() || onset_s > source.onsets.back()))
        source.onsets.push_back(onset_s);
    }
    double power = 0;
    for (const double seconds : source.key) power += seconds * seconds;
    for (double& seconds : source.key) seconds /= std::sqrt(std::max(power, 1e-12));
    families_[piece->tradition].push_back(sources_.size());
    sources_.push_back(std::move(source));
  }
}

std::vector<Note> PieceInventor::invent_section(const std::vector<std::size_t>& family, const PitchClasses& key,
                                                Random& random) const {
  const double wanted_s = random.uniform(6, 12);
  std::vector<Note> notes;
  double at_s = 0;
  for (int attempt = 0; attempt < 50 && at_s < wanted_s; ++attempt) {
    const Source& source = sources_[family[random.below(family.size())]];
    if (source.onsets.size() < 2) continue;
    const double start_s = source.onsets[random.below(source.onsets.size() - 1)];
    const double length_s = random.uniform(kShortestPassage_s, kLongestPassage_s);
    const auto end = std::upper_bound(source.onsets.begin(), source.onsets.end(), start_s + length_s);
    const Passage passage{start_s, *(end - 1)};
    if (passage.end_s - passage.start_s < kShortestPassage_s) continue;
    append(take_passage(*source.piece, passage, transposition_to(key, source.key)), at_s, notes);
    at_s += passage.end_s - passage.start_s;
  }
  return notes;
}

Piece PieceInventor::invent(std::uint64_t seed) const {
  Random random(seed);
  Piece piece;
  const Source& first = sources_[random.below(sources_.size())];
  piece.tradition = first.piece->tradition;
  piece.work_id = "invented:" + std::to_string(seed);
  piece.version_id = piece.work_id;
  piece.clean = first.piece->clean;
  piece.melody_parts = {0};
  const std::string form = kForms[random.below(kForms.size())];
  std::map<char, std::vector<Note>> sections;
  double at_s = 0;
  for (const char name : form) {
    const auto [entry, is_new] = sections.try_emplace(name);
    if (is_new) entry->second = invent_section(families_.at(piece.tradition), first.key, random);
    append(entry->second, at_s, piece.notes);
    at_s += end_of(entry->second);
  }
  for (Note& note : piece.notes) {
    note.onset_s = on_time_grid(note.onset_s);
    note.duration_s = std::max(on_time_grid(note.duration_s), 1 / kTimeStepsPerSecond);
  }
  std::sort(piece.notes.begin(), piece.notes.end(), note_before);
  return piece;
}

}  // namespace tributary::lab
