#include "lab/render/recording_path.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "lab/random/random.h"
#include "lab/sound/convolution.h"

namespace tributary::lab {
namespace {

using Samples = std::vector<float>;

double gain_of(double decibels) { return std::pow(10, decibels / 20); }

double mean_level(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(samples.size(), 1)));
}

// How much of the way to a new value a follower goes within one sample.
double follow(double time_s, int rate_hz) { return 1 - std::exp(-1 / (time_s * rate_hz)); }

std::size_t samples_in(double time_s, int rate_hz) { return static_cast<std::size_t>(time_s * rate_hz); }

Samples impulse_response(int rate_hz, Random& random) {
  const double decay_s = random.uniform(0.4, 1.6);
  const double wet = gain_of(random.uniform(-12, -3));
  Samples tail(samples_in(decay_s, rate_hz));
  double dull = 0;
  for (std::size_t i = samples_in(0.01, rate_hz); i < tail.size(); ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(tail.size());
    const double smoothing = 1 - 0.8 * part;  // the walls keep the treble first
    dull += smoothing * (random.normal() - dull);
    tail[i] = static_cast<float>(dull * gain_of(-60 * part));
  }
  for (int reflection = 0; reflection < 8; ++reflection) {
    const double at_s = random.uniform(0.003, 0.06);
    tail[samples_in(at_s, rate_hz)] += static_cast<float>((random.chance(0.5) ? 4 : -4) * gain_of(-200 * at_s));
  }
  const double level = mean_level(tail) * std::sqrt(static_cast<double>(tail.size()));
  for (float& sample : tail) sample *= static_cast<float>(wet / level);
  tail.front() = 1;
  return tail;
}

// One pole apart at 800 Hz: what is below and what is above.
void tilt(Samples& samples, int rate_hz, double apart_db) {
  const double pole = follow(1 / (2 * std::numbers::pi * 800), rate_hz);
  const double low_gain = gain_of(apart_db / 2);
  const double high_gain = gain_of(-apart_db / 2);
  double low = 0;
  for (float& sample : samples) {
    low += pole * (static_cast<double>(sample) - low);
    sample = static_cast<float>(low_gain * low + high_gain * (static_cast<double>(sample) - low));
  }
}

void compress(Samples& samples, int rate_hz, double threshold, double ratio) {
  const double attack = follow(0.008, rate_hz);
  const double release = follow(0.15, rate_hz);
  double envelope = 0;
  for (float& sample : samples) {
    const double size = std::abs(static_cast<double>(sample));
    envelope += (size > envelope ? attack : release) * (size - envelope);
    if (envelope > threshold) sample *= static_cast<float>(std::pow(envelope / threshold, 1 / ratio - 1));
  }
}

// Follows peaks at once and lets go slowly.
void limit(Samples& samples, int rate_hz, double ceiling) {
  const double release = follow(0.08, rate_hz);
  double envelope = 0;
  for (float& sample : samples) {
    const double size = std::abs(static_cast<double>(sample));
    envelope = size > envelope ? size : envelope + release * (size - envelope);
    if (envelope > ceiling) sample *= static_cast<float>(ceiling / envelope);
  }
}

}  // namespace

std::vector<float> in_room(std::span<const float> samples, int rate_hz, std::uint64_t seed) {
  Random random(seed);
  Samples heard = convolved(samples, impulse_response(rate_hz, random));
  heard.resize(samples.size());
  return heard;
}

std::vector<float> mastered(std::span<const float> samples, int rate_hz, std::uint64_t seed) {
  Random random(seed);
  Samples treated(samples.begin(), samples.end());
  tilt(treated, rate_hz, random.uniform(3, 9) * (random.chance(0.5) ? 1 : -1));
  compress(treated, rate_hz, mean_level(treated) * gain_of(random.uniform(-18, -6)), random.uniform(3, 6));
  limit(treated, rate_hz, mean_level(treated) * gain_of(6));
  return treated;
}

}  // namespace tributary::lab
