#include "lab/composition/mixing/timbre.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "lab/composition/mixing/analysis_window.h"
#include "lab/composition/mixing/level_scale.h"

namespace tributary::lab {
namespace {

constexpr int kLowestPitch = 36;  // of bin 1
constexpr std::size_t kAdditiveSustain_frames = 60;
constexpr std::size_t kAdditiveFrames = 72;
constexpr int kAdditiveLowest = 24;
constexpr int kAdditiveHighest = 102;
constexpr int kAdditiveStep = 6;
constexpr std::size_t kMostPartials = 24;

// What one additive timbre has in common over its keys.
struct AdditiveVoice {
  double fall_off = 1;        // power of partial n goes with n^-(2 fall_off)
  double even_gain = 1;       // a clarinet or square wave has weak even partials
  double decay_db_per_s = 0;  // of the first partial while the key is held
  double decay_growth = 0;    // how much faster higher partials fade
  double release_db_per_s = 60;
  double attack_s = 0;
  double inharmonicity = 0;
  double width_bins = 1;  // vibrato and choruses widen a partial
  double tremolo_db = 0;
  double tremolo_hz = 5;
  std::array<double, kMostPartials> jitter{};  // power factor of each partial
};

AdditiveVoice draw_voice(Random& random) {
  AdditiveVoice voice;
  voice.fall_off = random.uniform(0.3, 2);
  voice.even_gain = random.chance(0.3) ? std::pow(10, random.uniform(-2.5, 0)) : 1;
  voice.decay_db_per_s = random.chance(0.5) ? random.uniform(4, 50) : 0;
  voice.decay_growth = random.uniform(0, 0.4);
  voice.release_db_per_s = random.uniform(40, 200);
  voice.attack_s = random.chance(0.3) ? random.uniform(0.03, 0.25) : 0;
  voice.inharmonicity = random.chance(0.3) ? random.uniform(0, 0.0008) : 0;
  voice.width_bins = random.uniform(0.55, 1.3);
  voice.tremolo_db = random.chance(0.3) ? random.uniform(0, 6) : 0;
  voice.tremolo_hz = random.uniform(3, 8);
  for (double& factor : voice.jitter) factor = std::pow(10, 0.4 * random.normal());
  return voice;
}

double partial_decibels(const AdditiveVoice& voice, std::size_t partial, double time_s, double held_s) {
  const auto number = static_cast<double>(partial + 1);
  double level = -20 * voice.fall_off * std::log10(number) + 10 * std::log10(voice.jitter[partial]) - 12;
  if (partial % 2 == 1) level += 10 * std::log10(voice.even_gain);
  level -= voice.decay_db_per_s * (1 + voice.decay_growth * (number - 1)) * std::min(time_s, held_s);
  level -= voice.release_db_per_s * std::max(0.0, time_s - held_s);
  if (voice.attack_s > 0) level += 20 * std::log10(std::min(1.0, (time_s + 0.01) / voice.attack_s));
  return level + voice.tremolo_db * 0.5 * std::sin(6.283185307 * voice.tremolo_hz * time_s);
}

void add_partial(const AdditiveVoice& voice, double centre_bin, double power, float* row) {
  const double reach = 4 * voice.width_bins;
  const int first = std::max(0, static_cast<int>(std::ceil(centre_bin - reach)));
  const int last = std::min(static_cast<int>(kConstantQBins) - 1, static_cast<int>(std::floor(centre_bin + reach)));
  for (int bin = first; bin <= last; ++bin) {
    const double distance = (bin - centre_bin) / voice.width_bins;
    row[bin] += static_cast<float>(power * std::exp(-0.9 * distance * distance));
  }
}

// What windows that overlap make of powers at single moments: they add up amplitudes.
void smear(std::vector<float>& powers) {
  const std::size_t frames = powers.size() / kConstantQBins;
  std::vector<double> amplitudes(frames);
  for (std::size_t bin = 0; bin < kConstantQBins; ++bin) {
    for (std::size_t frame = 0; frame < frames; ++frame)
      amplitudes[frame] = std::sqrt(static_cast<double>(powers[frame * kConstantQBins + bin]));
    amplitudes[0] /= 2;  // its moment is the onset: half of it is silence
    const double half = half_window_frames(bin);
    const auto reach = static_cast<std::ptrdiff_t>(std::ceil(half)) - 1;
    for (std::size_t frame = 0; frame < frames; ++frame) {
      const auto centre = static_cast<std::ptrdiff_t>(frame);
      double sum = 0;
      for (std::ptrdiff_t near = std::max<std::ptrdiff_t>(0, centre - reach);
           near <= std::min(centre + reach, static_cast<std::ptrdiff_t>(frames) - 1); ++near)
        sum += amplitudes[static_cast<std::size_t>(near)] *
               (1 + std::cos(std::numbers::pi * static_cast<double>(near - centre) / half)) / (2 * half);
      powers[frame * kConstantQBins + bin] = static_cast<float>(sum * sum);
    }
  }
}

NoteSpectrum additive_note(const AdditiveVoice& voice, int pitch) {
  std::vector<float> powers(kAdditiveFrames * kConstantQBins);
  const double held_s = static_cast<double>(kAdditiveSustain_frames) / kConstantQFramesPerSecond;
  for (std::size_t partial = 0; partial < kMostPartials; ++partial) {
    const auto number = static_cast<double>(partial + 1);
    const double stretch = std::sqrt(1 + voice.inharmonicity * number * number);
    const double centre = 1 + kBinsPerSemitone * (pitch - kLowestPitch + 12 * std::log2(number * stretch));
    for (std::size_t frame = 0; frame < kAdditiveFrames; ++frame) {
      const double time_s = static_cast<double>(frame) / kConstantQFramesPerSecond;
      const double level = partial_decibels(voice, partial, time_s, held_s);
      if (level > -90) add_partial(voice, centre, std::pow(10, level / 10), &powers[frame * kConstantQBins]);
    }
  }
  smear(powers);
  return take_apart(pitch, kAdditiveSustain_frames, powers);
}

}  // namespace

const NoteSpectrum& Timbre::nearest(int pitch) const {
  const auto after = std::lower_bound(notes.begin(), notes.end(), pitch,
                                      [](const NoteSpectrum& note, int key) { return note.pitch < key; });
  if (after == notes.begin()) return notes.front();
  if (after == notes.end()) return notes.back();
  const auto before = after - 1;
  return after->pitch - pitch < pitch - before->pitch ? *after : *before;
}

Timbre timbre_of(const Instrument& instrument) {
  Timbre timbre;
  timbre.drum = instrument.drum;
  timbre.program = instrument.program;
  for (const NoteTemplate& source : instrument.notes) {
    std::vector<float> powers(source.levels.size());
    for (std::size_t i = 0; i < powers.size(); ++i) powers[i] = power_of_level()[source.levels[i]];
    timbre.notes.push_back(take_apart(source.pitch, source.sustain_frames, powers));
  }
  return timbre;
}

Timbre draw_additive_timbre(Random& random) {
  const AdditiveVoice voice = draw_voice(random);
  Timbre timbre;
  for (int pitch = kAdditiveLowest; pitch <= kAdditiveHighest; pitch += kAdditiveStep)
    timbre.notes.push_back(additive_note(voice, pitch));
  return timbre;
}

}  // namespace tributary::lab
