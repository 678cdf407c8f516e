// Reads a tune in ABC notation as notes, through the program abc2midi.
#pragma once

#include <filesystem>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "tributary/result.h"

namespace tributary::lab {

// The first tune of the file, with repeats played and chord symbols as chords. `midi` names a file to write in
// between, which is removed again; calls at the same time need different ones. kInvalidInput names the file and what
// abc2midi said of it; kNotFound where the program is missing.
Result<std::vector<Note>> read_abc_tune(const std::filesystem::path& path, const std::filesystem::path& midi);

}  // namespace tributary::lab
