#include "lab/render/melody.h"

#include <algorithm>
#include <array>

namespace tributary::lab {
namespace {

// What one part does, summed over its notes.
struct PartUse {
  double sounding_s = 0;  // the time in which at least one note sounds
  double held_s = 0;      // the durations of all notes
  double pitch_sum = 0;   // weighted by duration
  double end_s = 0;

  double mean_pitch() const { return pitch_sum / held_s; }
  bool one_note_at_a_time() const { return held_s < 1.15 * sounding_s; }
};

std::array<PartUse, 256> uses_of(std::span<const Note> notes) {
  std::array<PartUse, 256> uses{};
  for (const Note& note : notes) {
    if (note.drum) continue;
    PartUse& use = uses[note.part];
    const double onset_s = static_cast<double>(note.onset_s);
    const double duration_s = static_cast<double>(note.duration_s);
    use.sounding_s += std::max(0.0, onset_s + duration_s - std::max(onset_s, use.end_s));
    use.end_s = std::max(use.end_s, onset_s + duration_s);
    use.held_s += duration_s;
    use.pitch_sum += duration_s * note.pitch;
  }
  return uses;
}

}  // namespace

std::vector<std::uint8_t> find_melody_parts(std::span<const Note> notes, bool song) {
  constexpr double kMostOfTheTime = 0.5;  // of the time in which the busiest part sounds
  constexpr double kSungEnough = 0.2;
  const std::array<PartUse, 256> uses = uses_of(notes);
  double busiest_s = 0;
  for (const PartUse& use : uses) busiest_s = std::max(busiest_s, use.sounding_s);
  if (busiest_s <= 0) return {};
  if (song) {
    for (std::size_t part = 0; part < uses.size(); ++part)
      if (uses[part].sounding_s >= kSungEnough * busiest_s && uses[part].one_note_at_a_time())
        return {static_cast<std::uint8_t>(part)};
  }
  std::size_t best = uses.size();
  for (std::size_t part = 0; part < uses.size(); ++part)
    if (uses[part].sounding_s >= kMostOfTheTime * busiest_s &&
        (best == uses.size() || uses[part].mean_pitch() > uses[best].mean_pitch()))
      best = part;
  return {static_cast<std::uint8_t>(best)};
}

}  // namespace tributary::lab
