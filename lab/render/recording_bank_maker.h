// Makes the recording bank of a folder of music.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lab/composition/corpus/recording_bank.h"
#include "tributary/result.h"

namespace tributary::lab {

struct ExcerptLength {
  double skipped_s = 5;  // of the beginning
  double most_s = 90;    // kept after that, at most kRecordingMostFrames
  double fewest_s = 25;  // a shorter recording is left out
};

struct RecordingBankMade {
  std::vector<RecordedExcerpt> excerpts;  // by name: the path below the folder
  std::vector<std::string> left_out;      // one line each, with the reason
};

// Reads every file below `folder` that is named like audio (.ogg, .opus, .mp3, .flac, .wav, .m4a).
// kNotFound where there is none. Thread safe; the result does not depend on `threads`.
Result<RecordingBankMade> make_recording_bank(const std::filesystem::path& folder, const ExcerptLength& length,
                                              std::size_t threads,
                                              const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tributary::lab
