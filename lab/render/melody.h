// Says which parts of a piece carry the tune.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"

namespace tributary::lab {

// The part with the highest mean pitch among those that sound most of the time; in a song for voice and piano the
// first part that sings one note at a time, as scores put the voice on top. Drums carry no tune: empty where there
// is nothing else. `notes` are ordered by onset.
std::vector<std::uint8_t> find_melody_parts(std::span<const Note> notes, bool song);

}  // namespace tributary::lab
