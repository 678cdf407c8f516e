// Passages of audio files as a report shows them: read in one pass over each file, as spectra and as short excerpts.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "report/report_content.h"
#include "tributary/result.h"

namespace tributary::pipeline {

// Seconds of one file. An empty excerpt asks for none.
struct WantedPassage {
  double start_s = 0;
  double end_s = 0;
  double excerpt_start_s = 0;  // within the passage
  double excerpt_end_s = 0;
};

// A file and what is wanted of it. `sha256` is that of the bytes the answer speaks of.
struct WantedFile {
  std::filesystem::path path;
  std::string sha256;
  std::vector<WantedPassage> passages;
};

// Per file, its passages in the order they were asked for, decoded no further than to the end of the last one. A file
// that cannot be read, or holds other bytes by now, gives passages that say so (report::Passage::missing). The result
// does not depend on `threads`. Fails only where a library does.
Result<std::vector<std::vector<report::Passage>>> read_passages(const std::vector<WantedFile>& files,
                                                                std::size_t threads);

}  // namespace tributary::pipeline
