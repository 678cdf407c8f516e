// The spectrum of one note over time: what it is while the key is held, and what a release leaves of that.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tributary::lab {

// A note that is released `cut` frames after its onset has in the frame `age` after its onset the amplitude
// held(age) * release(age - cut) in each bin, the root of its power; moments between two rows are interpolated.
struct NoteSpectrum {
  int pitch = 0;  // MIDI key
  std::size_t first_bin = 0;
  std::size_t bins = 0;            // those that ever sound; without any there are no rows
  std::size_t lead_frames = 0;     // rows of `held` before the onset, because the windows of the bass hear it early
  std::size_t held_frames = 0;     // rows of `held` from the onset on; the last goes on
  std::size_t release_frames = 0;  // that the note is heard after the release
  std::vector<float> held;         // amplitudes [lead_frames + held_frames][bins], full scale = 1
  std::vector<float>
      release;  // factors of amplitude [1 or more][bins]; row 0, before the release, is 1, and the last goes on
};

// Takes a note apart whose `powers` [frames][kConstantQBins] show it struck in frame 0 and released in frame
// held_frames, 1 <= held_frames <= frames. What it sounds like before frame 0 follows from the shape of the windows.
// A note that has died away before its release is one that releases do not damp: drums, bells.
NoteSpectrum take_apart(int pitch, std::size_t held_frames, std::span<const float> powers);

}  // namespace tributary::lab
