#include "lab/composition/arrangement/repeated_passages.h"

#include <algorithm>
#include <cmath>

namespace tributary::lab {
namespace {

constexpr double kTolerance_s = 0.06;
constexpr double kLeastShift_s = 0.5;
constexpr double kAgreement = 0.9;
constexpr std::size_t kAnchors = 4;  // notes of the passage of which one must have been repeated exactly

struct TuneNote {
  double onset_s;
  int pitch;
};

using Tune = std::vector<TuneNote>;

Tune tune_of(std::span<const Note> notes, std::span<const std::uint8_t> parts) {
  Tune tune;
  for (const Note& note : notes)
    if (!note.drum && std::find(parts.begin(), parts.end(), note.part) != parts.end())
      tune.push_back({static_cast<double>(note.onset_s), note.pitch});
  return tune;  // by onset, as the notes are
}

std::span<const TuneNote> between(const Tune& tune, double start_s, double end_s) {
  const auto before = [](const TuneNote& note, double time_s) { return note.onset_s < time_s; };
  const auto first = std::lower_bound(tune.begin(), tune.end(), start_s, before);
  return {first, std::lower_bound(first, tune.end(), end_s, before)};
}

bool plays(const Tune& tune, const TuneNote& note) {
  const auto near = between(tune, note.onset_s - kTolerance_s, note.onset_s + kTolerance_s);
  return std::any_of(near.begin(), near.end(), [&](const TuneNote& other) { return other.pitch == note.pitch; });
}

bool all_played_at(const Tune& tune, std::span<const TuneNote> passage, double shift_s) {
  const auto played = std::count_if(passage.begin(), passage.end(), [&](const TuneNote& note) {
    return plays(tune, {note.onset_s + shift_s, note.pitch});
  });
  return static_cast<double>(played) >= kAgreement * static_cast<double>(passage.size());
}

}  // namespace

std::vector<double> repeated_passages(std::span<const Note> notes, std::span<const std::uint8_t> tune_parts,
                                      double start_s, double end_s) {
  const Tune tune = tune_of(notes, tune_parts);
  const auto passage = between(tune, start_s, end_s);
  std::vector<double> shifts_s;
  for (const TuneNote& anchor : passage.first(std::min(kAnchors, passage.size()))) {
    for (const TuneNote& other : tune) {
      const double shift_s = other.onset_s - anchor.onset_s;
      if (other.pitch != anchor.pitch || std::abs(shift_s) < kLeastShift_s) continue;
      const auto there = between(tune, start_s + shift_s - kTolerance_s / 2, end_s + shift_s - kTolerance_s / 2);
      if (all_played_at(tune, passage, shift_s) && all_played_at(tune, there, -shift_s)) shifts_s.push_back(shift_s);
    }
  }
  std::sort(shifts_s.begin(), shifts_s.end());
  const auto same = [](double a, double b) { return b - a < kLeastShift_s; };
  shifts_s.erase(std::unique(shifts_s.begin(), shifts_s.end(), same), shifts_s.end());
  return shifts_s;
}

}  // namespace tributary::lab
