#include "lab/composition/arrangement/ornament.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace tributary::lab {
namespace {

// The seven pitch classes that sound longest.
std::array<bool, 12> scale_of(std::span<const Note> notes) {
  std::array<double, 12> seconds{};
  for (const Note& note : notes)
    if (!note.drum) seconds[note.pitch % 12U] += static_cast<double>(note.duration_s);
  std::array<std::size_t, 12> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return seconds[a] > seconds[b]; });
  std::array<bool, 12> scale{};
  for (std::size_t i = 0; i < 7; ++i) scale[order[i]] = true;
  return scale;
}

// The next pitch of the scale above or below.
std::uint8_t neighbour(std::uint8_t pitch, const std::array<bool, 12>& scale, bool above) {
  int other = pitch;
  do other += above ? 1 : -1;
  while (!scale[static_cast<std::size_t>((other + 120) % 12)]);
  return static_cast<std::uint8_t>(std::clamp(other, 0, 127));
}

// Notes one after another in the place of `note`: each has a share of its time, the last one the rest.
void put_in_place(const Note& note, std::span<const std::uint8_t> pitches, float each_s, std::vector<Note>& out) {
  float at_s = note.onset_s;
  for (std::size_t i = 0; i < pitches.size(); ++i) {
    Note part = note;
    part.pitch = pitches[i];
    part.onset_s = at_s;
    part.duration_s = i + 1 == pitches.size() ? note.onset_s + note.duration_s - at_s : each_s;
    at_s += each_s;
    out.push_back(part);
  }
}

void add_ornamented(const Note& note, const std::array<bool, 12>& scale, const OrnamentRange& range, Random& random,
                    std::vector<Note>& out) {
  constexpr float kMedium_s = 0.25F;
  constexpr float kLong_s = 0.5F;
  const std::uint8_t other = neighbour(note.pitch, scale, random.chance(0.6));
  const auto short_s = static_cast<float>(random.uniform(0.05, 0.09));
  if (note.duration_s >= kLong_s && random.chance(range.trill)) {
    const auto strokes = static_cast<std::size_t>(note.duration_s / 0.1F);
    std::vector<std::uint8_t> pitches;
    for (std::size_t i = 0; i < strokes; ++i) pitches.push_back(i % 2 == 0 ? note.pitch : other);
    return put_in_place(note, pitches, note.duration_s / static_cast<float>(strokes), out);
  }
  if (note.duration_s >= kMedium_s && random.chance(range.mordent))
    return put_in_place(note, std::array{note.pitch, other, note.pitch}, short_s, out);
  if (note.duration_s >= kMedium_s && random.chance(range.grace))
    return put_in_place(note, std::array{other, note.pitch}, short_s, out);
  if (note.duration_s >= kLong_s && random.chance(range.division))
    return put_in_place(note, std::array{note.pitch, note.pitch}, note.duration_s / 2, out);
  out.push_back(note);
}

float end_of(const Note& note) { return note.onset_s + note.duration_s; }

// What two notes in a row become: the first may swallow the second or take a part of its time.
void vary_rhythm(std::vector<Note>& tune, const OrnamentRange& range, Random& random) {
  constexpr float kShort_s = 0.22F;
  constexpr float kTouching_s = 0.06F;
  for (std::size_t i = 0; i + 1 < tune.size(); ++i) {
    Note& first = tune[i];
    Note& second = tune[i + 1];
    if (second.onset_s <= first.onset_s || second.onset_s - end_of(first) > kTouching_s) continue;
    if (second.duration_s <= kShort_s && random.chance(range.left_out)) {
      first.duration_s = end_of(second) - first.onset_s;
      tune.erase(tune.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    } else if (std::abs(first.duration_s - second.duration_s) < 0.1F * first.duration_s &&
               random.chance(range.dotting)) {
      const float moved_s = first.duration_s * static_cast<float>(random.uniform(0.15, 0.5));
      first.duration_s += moved_s;
      second.onset_s += moved_s;
      second.duration_s -= moved_s;
      ++i;
    }
  }
}

}  // namespace

std::vector<Note> ornament(std::span<const Note> notes, std::span<const std::uint8_t> tune_parts,
                           const OrnamentRange& range, Random& random) {
  const std::array<bool, 12> scale = scale_of(notes);
  std::vector<Note> tune;
  std::vector<Note> result;
  for (const Note& note : notes) {
    const bool in_tune = std::find(tune_parts.begin(), tune_parts.end(), note.part) != tune_parts.end();
    (in_tune && !note.drum ? tune : result).push_back(note);
  }
  vary_rhythm(tune, range, random);
  for (const Note& note : tune) add_ornamented(note, scale, range, random, result);
  if (range.looseness_s > 0)
    for (Note& note : result)
      note.onset_s = std::max(0.0F, note.onset_s + static_cast<float>(range.looseness_s * random.normal()));
  std::sort(result.begin(), result.end(), note_before);
  return result;
}

}  // namespace tributary::lab
