// A suspect: a file made on the spot, and what is truly inside it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "lab/demo/music_package.h"
#include "lab/demo/tune_recording.h"
#include "tributary/result.h"
#include "tributary/trace_answer.h"

namespace tributary::lab {

struct TruePart {
  std::filesystem::path recording;  // a file of the catalog
  std::string title;
  double percent = 0;
};

struct Suspect {
  std::filesystem::path path;
  std::string story;             // how it was made
  std::vector<TruePart> truth;   // what is left to 100% is nobody's
  Tier tier = Tier::kRecording;  // that the truth speaks of
};

// A tune of the catalog, and its recording there.
struct RecordedTune {
  Tune tune;
  std::filesystem::path recording;
};

// Writes every suspect of the demo into `folder`. The same music gives the same files. `covered` is played anew in one.
Result<std::vector<Suspect>> make_suspects(const MusicPackage& music, const RecordedTune& covered,
                                           const std::filesystem::path& folder, std::size_t threads);

}  // namespace tributary::lab
