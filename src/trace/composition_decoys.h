// Decoys: music made from a query that no recording holds, to see what chance reaches.
#pragma once

#include <cstddef>
#include <vector>

#include "trace/composition_frames.h"

namespace tributary::trace {

// The query's passages of 3 s, or its fifths where it is shorter than 15 s, in `count` other orders, always the same
// ones, in which no passage follows the one it follows in the query. What chance reaches with them is what it reaches
// with other music: a query that is played backwards or upside down is so unlike music that it reaches much less.
// Decoys are how proteomics estimates false matches (Elias and Gygi 2007).
std::vector<CompositionFrames> decoys_of(const CompositionFrames& query, std::size_t count);

}  // namespace tributary::trace
