// Finds pieces that share a tune note by note, whatever key and rhythm they have it in.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"

namespace tributary::lab {

// Pairs of indices, the smaller first, of pieces of different works whose tunes have at least 12 runs of 24 intervals
// in common: 36 notes or more in a row, or several passages. Runs of fewer than five different intervals do not
// count: scales and trills are anybody's. Collections print the same tune under several titles.
std::vector<std::pair<std::size_t, std::size_t>> find_melodic_twins(std::span<const Piece> pieces);

}  // namespace tributary::lab
