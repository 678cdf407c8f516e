#include "lab/render/passage.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tributary::lab {

std::vector<float> play_passage(Synthesizer& synthesizer, const Arrangement& version, double start_s,
                                double duration_s) {
  constexpr double kBefore_s = 8;
  const double from_s = std::max(0.0, start_s - kBefore_s);
  std::vector<Note> notes;
  for (Note note : version.notes) {
    const double onset_s = static_cast<double>(note.onset_s) - from_s;
    if (onset_s < 0 || onset_s > start_s - from_s + duration_s) continue;
    note.onset_s = static_cast<float>(onset_s);
    notes.push_back(note);
  }
  std::vector<float> samples = synthesizer.play(notes, start_s - from_s + duration_s);
  samples.erase(samples.begin(),
                samples.begin() + static_cast<std::ptrdiff_t>(std::llround((start_s - from_s) * Synthesizer::kRateHz)));
  return samples;
}

}  // namespace tributary::lab
