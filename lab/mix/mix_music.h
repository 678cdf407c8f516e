// The music a mix set is made of: real recordings and pieces, some in the catalog and some outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/recording/pcm_track.h"
#include "tributary/result.h"

namespace tributary::lab {

struct MixOptions {
  std::vector<std::filesystem::path> catalog_music;  // folders, searched to the bottom, without what is in:
  std::vector<std::filesystem::path> outside_music;
  std::filesystem::path corpus;      // of notes; empty: no pieces are played
  Split split = Split::kValidation;  // of the corpus
  std::filesystem::path catalog_soundfont;
  std::vector<std::filesystem::path> query_soundfonts;
  std::string lacking_tradition = "gagaku";    // no piece of it is in the catalog
  std::vector<std::string> unused_traditions;  // nor are these anywhere: their pieces are among the recordings
  std::size_t works = 60;                      // pieces in the catalog
  std::size_t cases = 500;
  std::filesystem::path out;
  std::filesystem::path cache;  // of decoded music
  std::uint64_t seed = 1;
  std::size_t jobs = 1;
};

struct MixMusic {
  std::vector<PcmTrack> recordings;  // in the catalog
  std::vector<PcmTrack> strangers;   // outside
  std::vector<Piece> works;          // in the catalog, one of each work
  std::vector<Piece> other_works;    // outside
  std::vector<Piece> lacking;        // of the lacking tradition
  std::vector<std::string> refused;  // why files were left out
};

// Tracks and pieces shorter than 25 s are left out. The same music and options give the same answer.
Result<MixMusic> open_mix_music(const MixOptions& options);

// The work_id of a recording, and the name of the folder it lies in, which stands for its style.
std::string work_of(const PcmTrack& track);
std::string style_of(const PcmTrack& track);

}  // namespace tributary::lab
