// Ornaments and rhythm variations: what players add to a tune without making another one of it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/random/random.h"

namespace tributary::lab {

// Probabilities are per note of the tune that the ornament fits.
struct OrnamentRange {
  double grace = 0;        // a short neighbour in front, on the note's time
  double mordent = 0;      // note, neighbour, note
  double trill = 0;        // of long notes
  double division = 0;     // a long note struck twice
  double left_out = 0;     // a short note, over which the one before is held
  double dotting = 0;      // two equal notes become long and short
  double looseness_s = 0;  // deviation of onsets
};

// The notes with ornaments in `tune_parts`, by onset. Neighbours belong to the scale that the piece uses most.
std::vector<Note> ornament(std::span<const Note> notes, std::span<const std::uint8_t> tune_parts,
                           const OrnamentRange& range, Random& random);

}  // namespace tributary::lab
