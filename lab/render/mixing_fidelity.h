// How near the constant-Q windows that are mixed from templates come to those of the same notes played.
#pragma once

#include <span>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/mixing/note_mixer.h"
#include "lab/render/synthesizer.h"
#include "tributary/result.h"

namespace tributary::lab {

struct MixingFidelity {
  double cosine = 0;         // of the magnitudes of all bins and frames; 1 where they are proportional
  double loud_error_db = 0;  // mean difference of the bins that play within 30 dB of the loudest
};

// Plays `notes` (by onset) and mixes them without any of the freedoms of a version. `timbres` are of the SoundFont
// that plays. kInvalidInput where one is missing or nothing sounds.
Result<MixingFidelity> measure_mixing(Synthesizer& synthesizer, const Timbres& timbres, std::span<const Note> notes,
                                      double duration_s);

}  // namespace tributary::lab
