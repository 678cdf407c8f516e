// The structure of a version: which passages of the original it plays, in which order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/arrangement/time_map.h"
#include "lab/composition/corpus/note_corpus.h"
#include "lab/random/random.h"

namespace tributary::lab {

// The original from start_s to end_s.
struct Passage {
  double start_s = 0;
  double end_s = 0;
};

struct StructureRange {
  double repeat = 0;  // probability that a passage is played twice
  double cut = 0;     // probability that a passage is left out
};

// The passages in playing order. Edits begin and end where notes of `tune_parts` begin, and take 4 to 20 s, at most a
// third of the piece.
std::vector<Passage> draw_structure(const Piece& piece, std::span<const std::uint8_t> tune_parts,
                                    const StructureRange& range, Random& random);

struct PlayedPassages {
  std::vector<Note> notes;         // by onset
  std::vector<Stretch> stretches;  // one for each passage
};

// The notes that begin in the passages, one passage after the other; what is held over the end of a passage ends there
// unless the next passage goes on.
PlayedPassages play_passages(std::span<const Note> notes, std::span<const Passage> passages);

// When the last note ends.
double end_of(std::span<const Note> notes);

}  // namespace tributary::lab
