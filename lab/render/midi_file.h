// Reads a Standard MIDI File as notes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "tributary/result.h"

namespace tributary::lab {

// Notes in the order of note_before, in seconds of the file's own tempo map. A part is a track's channel; parts are
// numbered in the order of track, then channel. Channel 10 plays drums. A key that is struck again before its release
// ends where it is struck. Pedals and pitch bends are passed over. `bytes` may be hostile: kCorrupt, kLimit or
// kInvalidInput (no notes) give `name` and the reason.
Result<std::vector<Note>> decode_midi(std::span<const std::byte> bytes, const std::string& name);

Result<std::vector<Note>> read_midi_file(const std::filesystem::path& path);

}  // namespace tributary::lab
