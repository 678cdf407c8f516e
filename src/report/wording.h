// Words that all answers for people share: seconds as a clock shows them, names of recordings, changes of tempo and
// pitch.
#pragma once

#include <string>
#include <vector>

#include "tributary/trace_answer.h"

namespace tributary::report {

// "3:05", or "1:03:05" from an hour up.
std::string clock(double seconds);

// "0:30–0:50"
std::string clock_span(double start_s, double end_s);

// "Artist, Title", with the file name or the identifier where the tags are empty; printable.
std::string name_of(const RecordingShare& share);

// "×1.120" and "-1.00 st"; never -0.00.
std::string tempo_text(double tempo_ratio);
std::string pitch_text(double semitones);

// "a", "a and b", "a, b, and c"
std::string joined(const std::vector<std::string>& parts);

// What people call MIDI key 60: "C4".
std::string note_name(int key);

}  // namespace tributary::report
