#include "lab/composition/mixing/version_renderer.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "lab/composition/mixing/analysis_window.h"
#include "lab/composition/mixing/level_scale.h"

namespace tributary::lab {
namespace {

constexpr double kLongestNote_s = 12;  // nothing that began earlier is still heard
constexpr int kLowestHeardPitch = 21;
constexpr int kHighestHeardPitch = 104;

// When, where and how loudly a spectrum is added. Frames have fractions.
struct Placement {
  double onset_frame = 0;
  double cut_frame = 0;  // where the key is released
  int shift_bins = 0;
  float gain = 1;
};

// Two neighbouring rows and how much of each is heard between them; beyond the ends, the rows at the ends.
struct RowPair {
  const float* lower;
  const float* upper;
  float lower_part;
  float upper_part;

  RowPair(const std::vector<float>& rows, std::size_t bins, double position) {
    const auto last = static_cast<double>(rows.size() / bins - 1);
    const double inside = std::clamp(position, 0.0, last);
    const auto row = static_cast<std::size_t>(inside);
    lower = rows.data() + row * bins;
    upper = inside < last ? lower + bins : lower;
    upper_part = static_cast<float>(inside - static_cast<double>(row));
    lower_part = 1 - upper_part;
  }
};

void add_row(const RowPair& held, std::ptrdiff_t count, float gain, float* to) {
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const float amplitude = held.lower_part * held.lower[i] + held.upper_part * held.upper[i];
    to[i] += gain * amplitude * amplitude;
  }
}

void add_released_row(const RowPair& held, const RowPair& release, std::ptrdiff_t count, float gain, float* to) {
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const float amplitude = (held.lower_part * held.lower[i] + held.upper_part * held.upper[i]) *
                            (release.lower_part * release.lower[i] + release.upper_part * release.upper[i]);
    to[i] += gain * amplitude * amplitude;
  }
}

void add_note(const NoteSpectrum& note, const Placement& place, PowerWindow& window) {
  if (note.bins == 0) return;
  const auto top = static_cast<std::ptrdiff_t>(kConstantQBins);
  const auto target = static_cast<std::ptrdiff_t>(note.first_bin) + place.shift_bins;
  const std::ptrdiff_t first = std::clamp<std::ptrdiff_t>(target, 0, top);
  const std::ptrdiff_t last = std::clamp<std::ptrdiff_t>(target + static_cast<std::ptrdiff_t>(note.bins), 0, top);
  if (first >= last) return;
  const auto lead = static_cast<double>(note.lead_frames);
  const auto begin = std::max<std::ptrdiff_t>(0, std::lround(std::ceil(place.onset_frame - lead)));
  const std::ptrdiff_t end =
      std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(window.frames),
                               std::lround(std::ceil(place.cut_frame + static_cast<double>(note.release_frames))));
  for (std::ptrdiff_t frame = begin; frame < end; ++frame) {
    const auto moment = static_cast<double>(frame);
    RowPair held(note.held, note.bins, moment - place.onset_frame + lead);
    held.lower += first - target;
    held.upper += first - target;
    float* to = window.powers.data() + frame * top + first;
    if (moment <= place.cut_frame - 1) {
      add_row(held, last - first, place.gain, to);
      continue;
    }
    RowPair release(note.release, note.bins, moment - place.cut_frame + 1);
    release.lower += first - target;
    release.upper += first - target;
    add_released_row(held, release, last - first, place.gain, to);
  }
}

class NoteAdder {
 public:
  NoteAdder(const VersionPlan& plan, PowerWindow& window, Random& random)
      : plan_(plan), window_(window), random_(random) {}

  void add_all(std::span<const Note> notes) {
    const auto earliest = static_cast<float>(plan_.tempo.start_s() - kLongestNote_s);
    const auto heard_frames = static_cast<double>(window_.frames + kLongestHalfWindow_frames);
    const double end_s = plan_.tempo.to_score(heard_frames / kConstantQFramesPerSecond);
    auto note = std::lower_bound(notes.begin(), notes.end(), earliest,
                                 [](const Note& n, float time_s) { return n.onset_s < time_s; });
    for (; note != notes.end() && static_cast<double>(note->onset_s) < end_s; ++note) add(*note);
  }

 private:
  void add(const Note& note) {
    const PartPlan& part = plan_.parts[note.part];
    if (!part.sounds || part.timbre == nullptr || part.timbre->drum != note.drum) return;
    const double onset_s = static_cast<double>(note.onset_s);
    const double start_s = plan_.tempo.to_version(onset_s) + random_.uniform(-plan_.looseness_s, plan_.looseness_s);
    const double end_s = plan_.tempo.to_version(onset_s + static_cast<double>(note.duration_s * part.articulation));
    Placement place;
    place.onset_frame = start_s * kConstantQFramesPerSecond;
    place.cut_frame = std::max(start_s, end_s) * kConstantQFramesPerSecond;
    if (place.cut_frame < -40) return;
    const double loudness_db = 40 * std::log10(note.velocity / 100.0) * static_cast<double>(part.dynamics);
    place.gain = part.gain * static_cast<float>(std::pow(10, (loudness_db + plan_.touch_db * random_.normal()) / 10));
    if (note.drum) {
      add_note(part.timbre->nearest(note.pitch), place, window_);
      return;
    }
    add_pitched(*part.timbre, note.pitch + 12 * part.octave_shift, place);
    if (part.doubling != nullptr)
      add_pitched(*part.doubling, note.pitch + 12 * (part.octave_shift + part.doubling_octave), place);
  }

  void add_pitched(const Timbre& timbre, int pitch, Placement place) {
    int sounding = pitch + plan_.transposition + 12 * plan_.octave_shift;
    while (sounding < kLowestHeardPitch) sounding += 12;
    while (sounding > kHighestHeardPitch) sounding -= 12;
    const NoteSpectrum& spectrum = timbre.nearest(sounding);
    place.shift_bins = kBinsPerSemitone * (sounding - spectrum.pitch);
    add_note(spectrum, place, window_);
  }

  const VersionPlan& plan_;
  PowerWindow& window_;
  Random& random_;
};

}  // namespace

PowerWindow render_version(const Piece& piece, const VersionPlan& plan, std::size_t frames, Random& random) {
  PowerWindow window;
  window.frames = frames;
  window.powers.assign(frames * kConstantQBins, 0.0F);
  NoteAdder adder(plan, window, random);
  adder.add_all(piece.notes);
  adder.add_all(plan.added);
  return window;
}

}  // namespace tributary::lab
