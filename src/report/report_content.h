// Everything a report shows of one answer: the answer, who the recordings are, and what its matches look and sound
// like.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tributary/recording.h"
#include "tributary/trace_answer.h"

namespace tributary::report {

// A constant-Q spectrum in levels, [frames][bins].
struct ConstantQLevels {
  std::size_t frames = 0;
  std::size_t bins = 0;
  std::vector<std::uint8_t> levels;
  double frames_per_s = 1;
  double db_per_level = 1;
  double lowest_key = 0;  // MIDI key of the centre of bin 0
  double bins_per_semitone = 1;
};

// A passage of a file, as a picture and as a sound.
struct Passage {
  double start_s = 0;  // seconds of the file that `spectrum` shows
  double end_s = 0;
  ConstantQLevels spectrum;
  double excerpt_start_s = 0;  // seconds of the file that `excerpt_mp3` plays
  double excerpt_end_s = 0;
  std::string excerpt_mp3;  // the bytes of an MP3 file; empty where there is none
  std::string missing;      // why nothing of the passage can be shown; empty where it can
};

// Both sides of a match. The spectra show some seconds around it where the files have them, and of a long match the
// middle.
struct MatchMaterial {
  Passage query;
  Passage reference;
};

struct ReportContent {
  TraceAnswer answer;                           // detailed
  std::string version;                          // of the program
  bool with_audio = true;                       // whether excerpts were asked for
  std::string relation = "is";                  // what seconds of the track are to those of a recording, in words
  std::map<std::string, Recording> recordings;  // those that the answer names, by recording_id
  // By the place of the match in answer.matches; of many matches, those of the highest scores in their tier.
  std::map<std::size_t, MatchMaterial> material;
};

}  // namespace tributary::report
