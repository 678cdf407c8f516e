// A timbre: the spectra of one instrument's notes as powers, ready to be added up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lab/composition/corpus/template_bank.h"
#include "lab/random/random.h"

namespace tributary::lab {

// One key, struck in frame 0 and released after sustain_frames.
struct NoteSpectrum {
  int pitch = 0;  // MIDI key
  std::size_t sustain_frames = 1;
  std::size_t frames = 1;
  std::size_t first_bin = 0;
  std::size_t bins = 0;       // the bins that ever sound
  std::vector<float> powers;  // [frames][bins]
};

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
