// A timbre: the spectra of one instrument's notes as powers, ready to be added up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/corpus/template_bank.h"
#include "lab/composition/mixing/note_spectrum.h"
#include "lab/random/random.h"

namespace tributary::lab {

struct Timbre {
  bool drum = false;
  int program = 0;
  std::vector<NoteSpectrum> notes;  // increasing pitch, at least one

  const NoteSpectrum& nearest(int pitch) const;
};

// An instrument of a template bank; it must have notes.
Timbre timbre_of(const Instrument& instrument);

// A made-up instrument: partials that fall off, decay and beat as drawn. Widens the training beyond what any
// soundfont holds.
Timbre draw_additive_timbre(Random& random);

}  // namespace tributary::lab
