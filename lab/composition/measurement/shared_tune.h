// Shared tunes: whether two pieces of different names play the same tune, by their notes alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"

namespace tributary::lab {

// Notes that two tunes have in common in this order, those that come between them subtracted. A passage of 15 s has
// some 50 notes and comes to 10 with one in a hundred other tunes of its tradition. With this many it is the same tune.
inline constexpr int kSharedTune = 16;

// The pitches of the tune between two seconds of the piece, in order; of notes that begin together the first.
std::vector<std::uint8_t> tune_pitches(const Piece& piece, double start_s, double end_s);

// The best local alignment (Smith and Waterman 1981) of both over 12 keys, octaves apart: 1 for an equal pitch class,
// -1 for another, -2 for a note that only one of them has.
int shared_tune(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

}  // namespace tributary::lab
