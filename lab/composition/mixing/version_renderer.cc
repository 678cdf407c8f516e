#include "lab/composition/mixing/version_renderer.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "lab/composition/mixing/level_scale.h"

namespace tributary::lab {
namespace {

constexpr double kLongestNote_s = 12;  // nothing that began earlier is still heard
constexpr int kLowestHeardPitch = 21;
constexpr int kHighestHeardPitch = 104;

// Where and how loudly a spectrum is added.
struct Placement {
  std::ptrdiff_t start_frame = 0;
  std::size_t held_frames = 1;
  int shift_bins = 0;
  float gain = 1;
};

// Which row of the template sounds `frame` frames after the onset: the last held row is repeated for a longer note,
// a shorter one jumps to the release.
std::size_t template_frame(const NoteSpectrum& note, std::size_t frame, std::size_t held_frames) {
  if (frame < held_frames) return std::min(frame, note.sustain_frames - 1);
  return note.sustain_frames + (frame - held_frames);
}

void add_note(const NoteSpectrum& note, const Placement& place, PowerWindow& window) {
  if (note.bins == 0) return;
  const auto top = static_cast<std::ptrdiff_t>(kConstantQBins);
  const auto target = static_cast<std::ptrdiff_t>(note.first_bin) + place.shift_bins;
  const std::ptrdiff_t first = std::clamp<std::ptrdiff_t>(target, 0, top);
  const std::ptrdiff_t last = std::clamp<std::ptrdiff_t>(target + static_cast<std::ptrdiff_t>(note.bins), 0, top);
  if (first >= last) return;
  const std::size_t length = place.held_frames + (note.frames - note.sustain_frames);
  const std::ptrdiff_t end =
      std::min(place.start_frame + static_cast<std::ptrdiff_t>(length), static_cast<std::ptrdiff_t>(window.frames));
  for (std::ptrdiff_t frame = std::max<std::ptrdiff_t>(place.start_frame, 0); frame < end; ++frame) {
    const auto age = static_cast<std::size_t>(frame - place.start_frame);
    const float* from =
        note.powers.data() + template_frame(note, age, place.held_frames) * note.bins + (first - target);
    float* to = window.powers.data() + frame * top + first;
    for (std::ptrdiff_t i = 0; i < last - first; ++i) to[i] += place.gain * from[i];
  }
}

class NoteAdder {
 public:
  NoteAdder(const VersionPlan& plan, PowerWindow& window, Random& random)
      : plan_(plan), window_(window), random_(random) {}

  void add_all(std::span<const Note> notes) {
    const auto earliest = static_cast<float>(plan_.tempo.start_s() - kLongestNote_s);
    const double end_s = plan_.tempo.to_score(static_cast<double>(window_.frames) / kConstantQFramesPerSecond);
    auto note = std::lower_bound(notes.begin(), notes.end(), earliest,
                                 [](const Note& n, float time_s) { return n.onset_s < time_s; });
    for (; note != notes.end() && static_cast<double>(note->onset_s) < end_s; ++note) add(*note);
  }

 private:
  void add(const Note& note) {
    const PartPlan& part = plan_.parts[note.part];
    if (!part.sounds || part.timbre == nullptr || part.timbre->drum != note.drum) return;
    const double onset_s = static_cast<double>(note.onset_s);
    const double start_s = plan_.tempo.to_version(onset_s) + random_.uniform(-0.02, 0.02);
    const double end_s = plan_.tempo.to_version(onset_s + static_cast<double>(note.duration_s * part.articulation));
    Placement place;
    place.start_frame = std::lround(start_s * kConstantQFramesPerSecond);
    place.held_frames =
        static_cast<std::size_t>(std::max(1L, std::lround((end_s - start_s) * kConstantQFramesPerSecond)));
    if (place.start_frame + static_cast<std::ptrdiff_t>(place.held_frames) < -40) return;
    const double loudness_db = 40 * std::log10(note.velocity / 127.0) * static_cast<double>(part.dynamics);
    place.gain = part.gain * static_cast<float>(std::pow(10, (loudness_db + 1.5 * random_.normal()) / 10));
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
