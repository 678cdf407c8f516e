// What one version does with a piece: its key, tempo, instruments, and which parts it leaves out or adds.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/mixing/tempo_map.h"
#include "lab/composition/mixing/timbre_library.h"
#include "lab/random/random.h"

namespace tributary::lab {

// How far versions may go from the score. Probabilities are per version.
struct VersionRange {
  int transposition_semitones = 6;  // either way
  TempoRange tempo;
  double melody_only = 0.2;
  double dropped_parts = 0.25;  // some parts beside the melody are left out
  double made_up_chords = 0.25;
  double percussion = 0.2;
  double octave_shift = 0.2;     // of the whole version
  double additive_share = 0.35;  // of the instruments
};

struct PartPlan {
  bool sounds = false;
  const Timbre* timbre = nullptr;
  const Timbre* doubling = nullptr;  // may be null
  int octave_shift = 0;
  int doubling_octave = 0;
  float gain = 1;          // of power
  float articulation = 1;  // factor of durations
  float dynamics = 1;      // exponent of the velocities' spread
};

struct VersionPlan {
  int transposition = 0;  // semitones, octaves apart
  int octave_shift = 0;
  TempoMap tempo;
  std::array<PartPlan, 256> parts;
  std::vector<Note> added;    // made-up notes at score times, by onset
  double looseness_s = 0.02;  // players begin a note at most so much too early or too late
  double touch_db = 1.5;      // and strike it as much louder or softer on average
};

// The parts that carry the tune; where the piece names none, its highest on average.
std::vector<std::uint8_t> tune_parts(const Piece& piece);

// A version of the passage of `piece` from start_s on that lasts duration_s.
VersionPlan draw_version(const Piece& piece, double start_s, double duration_s, const VersionRange& range,
                         const TimbreLibrary& timbres, Random& random);

}  // namespace tributary::lab
