// Adds up the spectra of the notes of one version: what a recording of it would show without a room or a microphone.
#pragma once

#include <cstddef>
#include <vector>

#include "lab/composition/corpus/note_corpus.h"
#include "lab/composition/mixing/version_plan.h"

namespace tributary::lab {

// Powers [frames][kConstantQBins], full scale = 1. Notes add up as powers: what interferes in a recording is not heard.
struct PowerWindow {
  std::size_t frames = 0;
  std::vector<float> powers;
};

// The first `frames` frames of the version, at kConstantQFramesPerSecond. Notes that began before are heard on.
PowerWindow render_version(const Piece& piece, const VersionPlan& plan, std::size_t frames, Random& random);

}  // namespace tributary::lab
