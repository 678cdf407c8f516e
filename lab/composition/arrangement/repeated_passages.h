// Repeated passages: where else in a piece the tune of a passage is played again.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"

namespace tributary::lab {

// By how many seconds the passage from start_s to end_s lies later (or earlier: negative) where it is played again, in
// order, without 0. Played again means: at one tempo and key, 90% of the notes of `tune_parts` on either side have one
// of the same pitch within 60 ms on the other.
std::vector<double> repeated_passages(std::span<const Note> notes, std::span<const std::uint8_t> tune_parts,
                                      double start_s, double end_s);

}  // namespace tributary::lab
