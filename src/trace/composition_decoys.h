// Decoys: music made from a query that no recording holds, to see what chance reaches.
#pragma once

#include <vector>

#include "trace/composition_frames.h"

namespace tributary::trace {

// The query backwards, upside down, and both. Each has the query's notes, their durations and a scale of the same
// steps, and not its music; a tune that is its own mirror image is rare. Decoys are how proteomics estimates false
// matches (Elias and Gygi 2007).
std::vector<CompositionFrames> decoys_of(const CompositionFrames& query);

}  // namespace tributary::trace
