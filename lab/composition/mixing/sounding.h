// What a note sounds with.
#pragma once

#include <compare>
#include <cstdint>

#include "lab/composition/corpus/note_corpus.h"

namespace tributary::lab {

// A General MIDI program, or the General MIDI drums, whose program is 0.
struct Sounding {
  std::uint8_t program = 0;
  bool drum = false;

  auto operator<=>(const Sounding&) const = default;
};

inline Sounding sounding_of(const Note& note) { return {note.drum ? std::uint8_t{0} : note.program, note.drum}; }

}  // namespace tributary::lab
