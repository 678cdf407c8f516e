#include "lab/composition/mixing/note_spectrum.h"

#include <algorithm>
#include <cmath>

#include "lab/composition/mixing/analysis_window.h"
#include "lab/composition/mixing/level_scale.h"

namespace tributary::lab {
namespace {

void find_bins(std::span<const float> powers, NoteSpectrum& note) {
  std::size_t first = kConstantQBins;
  std::size_t last = 0;
  for (std::size_t i = 0; i < powers.size(); ++i) {
    if (powers[i] <= 0) continue;
    first = std::min(first, i % kConstantQBins);
    last = std::max(last, i % kConstantQBins);
  }
  if (first > last) return;
  note.first_bin = first;
  note.bins = last - first + 1;
}

// The rows before the onset hear a part of what the first row hears.
void add_lead(std::span<const float> first_row, NoteSpectrum& note) {
  note.lead_frames = static_cast<std::size_t>(std::ceil(half_window_frames(note.first_bin)));
  for (std::size_t row = 0; row < note.lead_frames; ++row) {
    const double age = static_cast<double>(row) - static_cast<double>(note.lead_frames);
    for (std::size_t i = 0; i < note.bins; ++i) {
      const std::size_t bin = note.first_bin + i;
      const double ratio = heard_amplitude(age, bin) / heard_amplitude(0, bin);
      note.held.push_back(static_cast<float>(ratio * ratio) * first_row[bin]);
    }
  }
}

// What is left of `held` in `row`, for each bin; where bins were silent, as on average. A release only takes away:
// where single bins grow, they beat.
void add_release_row(const float* held, const float* row, NoteSpectrum& note) {
  double held_sum = 0;
  double left_sum = 0;
  for (std::size_t i = 0; i < note.bins; ++i) {
    if (held[i] <= 0) continue;
    held_sum += static_cast<double>(held[i]);
    left_sum += static_cast<double>(row[i]);
  }
  const auto mean = static_cast<float>(std::min(1.0, left_sum / held_sum));
  for (std::size_t i = 0; i < note.bins; ++i)
    note.release.push_back(held[i] > 0 ? std::min(1.0F, row[i] / held[i]) : mean);
}

}  // namespace

NoteSpectrum take_apart(int pitch, std::size_t held_frames, std::span<const float> powers) {
  NoteSpectrum note;
  note.pitch = pitch;
  find_bins(powers, note);
  if (note.bins == 0) return note;
  const std::size_t frames = powers.size() / kConstantQBins;
  const auto row = [&](std::size_t frame) { return powers.data() + frame * kConstantQBins + note.first_bin; };

  note.held_frames = held_frames;
  add_lead(powers.first(kConstantQBins), note);
  for (std::size_t frame = 0; frame < held_frames; ++frame)
    note.held.insert(note.held.end(), row(frame), row(frame) + note.bins);

  const float* last_held = row(held_frames - 1);
  note.release.assign(note.bins, 1.0F);
  if (std::any_of(last_held, last_held + note.bins, [](float power) { return power > 0; })) {
    note.release_frames = frames - held_frames;
    for (std::size_t frame = held_frames; frame < frames; ++frame) add_release_row(last_held, row(frame), note);
  } else {
    note.release_frames = held_frames;
  }
  for (std::vector<float>* values : {&note.held, &note.release})
    for (float& value : *values) value = std::sqrt(value);
  return note;
}

}  // namespace tributary::lab
