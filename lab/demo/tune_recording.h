// Recordings of tunes in the public domain, made on the spot: what the demo shows the composition tier with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "tributary/result.h"

namespace tributary::lab {

struct Tune {
  std::string title;
  std::string composer;  // as its file says: "traditional", or a name and a year
  Piece piece;           // played through several times, a minute or more
};

// Every .abc file of lab/demo/tunes, by file name. `scratch` is a folder to write in between.
Result<std::vector<Tune>> read_tunes(const std::filesystem::path& scratch);

// Plays the tune with an accompaniment on instruments of its own, and writes it to `folder` unless it is there; gives
// the path. The same tune gives the same bytes.
Result<std::filesystem::path> record_tune(const Tune& tune, const std::filesystem::path& folder);

struct Cover {
  std::vector<float> samples;  // mono at kSoundRateHz
  int transposition_semitones = 0;
  double tempo_ratio = 1;
};

// `duration_s` of the tune in another key, at another tempo, with other instruments, chords and ornaments.
Result<Cover> play_cover(const Tune& tune, double duration_s);

}  // namespace tributary::lab
