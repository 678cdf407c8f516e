// Mixes notes as they stand, each with the instrument that it names: what a synthesizer would play, as powers.
#pragma once

#include <map>
#include <span>

#include "lab/composition/corpus/template_bank.h"
#include "lab/composition/mixing/sounding.h"
#include "lab/composition/mixing/timbre.h"
#include "lab/composition/mixing/version_renderer.h"
#include "tributary/result.h"

namespace tributary::lab {

using Timbres = std::map<Sounding, Timbre>;

// The timbres of the instruments that have notes.
Timbres timbres_of(std::span<const Instrument> instruments);

// The notes (by onset) from start_s on, without any of the freedoms of a version; what began before is heard on.
// kInvalidInput where a note's timbre is missing or more than 256 parts and instruments play.
Result<PowerWindow> mix_notes(const Timbres& timbres, std::span<const Note> notes, double start_s, double duration_s);

}  // namespace tributary::lab
