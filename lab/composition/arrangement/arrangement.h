// An arrangement: a version of a piece in another key, tempo, instrumentation and form, as notes, with the truth about
// which of its seconds are which seconds of the original.
#pragma once

#include <cstdint>
#include <vector>

#include "lab/composition/arrangement/ornament.h"
#include "lab/composition/arrangement/structure.h"
#include "lab/composition/arrangement/time_map.h"
#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/mixing/tempo_map.h"

namespace tributary::lab {

// How far versions may go. Probabilities are per version unless they say otherwise. The default is the piece itself.
struct ArrangementRange {
  int most_semitones = 0;  // either way, all as probable as each other
  TempoRange tempo{1, 1, 0};
  std::vector<std::uint8_t> programs;  // from which each part is given one; empty: parts keep theirs
  double melody_only = 0;
  double dropped_parts = 0;   // of the parts beside the tune, each is left out with this probability
  double made_up_chords = 0;  // chords and mostly a bass
  double percussion = 0;
  OrnamentRange ornaments;
  StructureRange structure;
};

struct Arrangement {
  std::vector<Note> notes;  // by onset
  double duration_s = 0;    // until the last note ends
  int transposition_semitones = 0;
  double tempo_ratio = 1;  // mean tempo of the version / tempo of the original
  TimeMap time_map{{}};
};

// `piece` has notes. The same piece, range and seed give the same arrangement.
Arrangement arrange(const Piece& piece, const ArrangementRange& range, std::uint64_t seed);

}  // namespace tributary::lab
