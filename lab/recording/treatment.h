// The treatments a query goes through: what happens to music between a catalog and a suspect.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "lab/recording/random.h"
#include "lab/sound/sound.h"
#include "tributary/result.h"

namespace tributary::lab {

// Where in a track an excerpt begins, and whatever a treatment needs beside it.
struct TreatmentInput {
  Sound source;   // stereo, from the excerpt's first second on, at least 1.2 times as long as the excerpt
  Sound company;  // mono, as long as the excerpt: the other music of a mix
  double length_s = 0;
  Random noise{0};                // for treatments that add noise
  std::filesystem::path scratch;  // an empty folder of this call's own
};

// In the order in which the table shows them: "clean", "mp3_64", "pitch_+2", "mix_-6dB", ...
const std::vector<std::string>& treatment_names();

// Whether the treatment mixes the excerpt with other music.
bool needs_company(const std::string& treatment);

// The excerpt after the treatment: mono, exactly length_s. Runs ffmpeg, sox or rubberband where the
// treatment is theirs. kInvalidInput for a name that is not in treatment_names().
Result<Sound> treated(const std::string& treatment, TreatmentInput input);

// kNotFound names the first program that one of the treatments runs and that is missing.
Result<void> check_tools(const std::vector<std::string>& treatments);

}  // namespace tributary::lab
