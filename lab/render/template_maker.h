// Makes the template bank of a SoundFont: plays every instrument note by note and keeps its constant-Q spectrum.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lab/composition/corpus/template_bank.h"
#include "lab/render/synthesizer.h"
#include "tributary/result.h"

namespace tributary::lab {

// The constant-Q spectrum of one key at velocity 100, held for 2 s and heard for half a second more. Bins more than
// 60 dB below the loudest are 0, and so are frames at the end that leaves out. No levels where nothing sounds.
Result<NoteTemplate> make_template(Synthesizer& synthesizer, Sounding sounding, std::uint8_t pitch);

// One instrument: every key_step-th key from 24 to 105, or every General MIDI drum. Keys that stay silent are left out;
// an instrument that the SoundFont lacks has no notes. `soundfont` is its name.
Result<Instrument> make_instrument(Synthesizer& synthesizer, const std::string& soundfont, Sounding sounding,
                                   int key_step);

// All General MIDI programs that the SoundFont has and its drums. The result does not depend on `threads`. `progress`
// is called from any thread.
Result<std::vector<Instrument>> make_template_bank(const std::filesystem::path& soundfont, int key_step,
                                                   std::size_t threads,
                                                   const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tributary::lab
