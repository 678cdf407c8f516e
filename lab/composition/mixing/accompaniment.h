// Accompaniment made up for a tune: chords and a bass that fit its notes, and percussion that does not care.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/random/random.h"

namespace tributary::lab {

// Parts of made-up notes; a part of a piece has a lower number.
inline constexpr std::uint8_t kChordPart = 253;
inline constexpr std::uint8_t kBassPart = 254;
inline constexpr std::uint8_t kPercussionPart = 255;

// Triads of kChordPart with their roots in kBassPart under `notes` (drums are passed over), one for every stretch of
// a drawn length between start_s and end_s. By onset.
std::vector<Note> draw_chords(std::span<const Note> notes, double start_s, double end_s, Random& random);

// One repeated bar of kPercussionPart between start_s and end_s, with drums of the General MIDI kit. By onset.
std::vector<Note> draw_percussion(double start_s, double end_s, Random& random);

}  // namespace tributary::lab
