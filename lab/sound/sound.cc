#include "lab/sound/sound.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace tributary::lab {
namespace {

double mean_square(const Sound& sound) {
  double sum = 0;
  for (const float sample : sound.samples) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return sound.samples.empty() ? 0 : sum / static_cast<double>(sound.samples.size());
}

// Lays `next` over the last `fade` samples of `whole` and behind them.
void append_with_fade(std::vector<float>& whole, const Sound& next, std::size_t fade) {
  const std::size_t start = whole.size() - fade;
  for (std::size_t i = 0; i < fade; ++i) {
    const double angle = std::numbers::pi / 2 * (static_cast<double>(i) + 0.5) / static_cast<double>(fade);
    whole[start + i] =
        whole[start + i] * static_cast<float>(std::cos(angle)) + next.samples[i] * static_cast<float>(std::sin(angle));
  }
  whole.insert(whole.end(), next.samples.begin() + static_cast<std::ptrdiff_t>(fade), next.samples.end());
}

}  // namespace

std::size_t frames_of(double duration_s) {
  return static_cast<std::size_t>(std::llround(std::max(0.0, duration_s) * kSoundRateHz));
}

Sound slice(const Sound& sound, double start_s, double duration_s) {
  const std::size_t channels = static_cast<std::size_t>(sound.channels);
  const std::size_t first = std::min(frames_of(start_s), sound.frames());
  const std::size_t last = std::min(first + frames_of(duration_s), sound.frames());
  return {sound.channels, std::vector<float>(sound.samples.begin() + static_cast<std::ptrdiff_t>(first * channels),
                                             sound.samples.begin() + static_cast<std::ptrdiff_t>(last * channels))};
}

Sound to_mono(const Sound& sound) {
  const std::size_t channels = static_cast<std::size_t>(sound.channels);
  Sound mono{1, std::vector<float>(sound.frames())};
  for (std::size_t i = 0; i < mono.samples.size(); ++i) {
    float sum = 0;
    for (std::size_t c = 0; c < channels; ++c) sum += sound.samples[i * channels + c];
    mono.samples[i] = sum / static_cast<float>(channels);
  }
  return mono;
}

Sound fit(Sound sound, std::size_t frames) {
  sound.samples.resize(frames * static_cast<std::size_t>(sound.channels), 0.0F);
  return sound;
}

double level_db(const Sound& sound) { return 20 * std::log10(std::sqrt(mean_square(sound)) + 1e-9); }

Sound scaled(Sound sound, float gain) {
  for (float& sample : sound.samples) sample *= gain;
  return sound;
}

Sound mixed(const Sound& front, const Sound& under, double ratio_db) {
  TRIBUTARY_CHECK(front.samples.size() == under.samples.size());
  const double under_power = mean_square(under);
  const double gain = under_power > 0 ? std::sqrt(mean_square(front) / under_power / std::pow(10.0, ratio_db / 10)) : 0;
  Sound sum = front;
  for (std::size_t i = 0; i < sum.samples.size(); ++i) sum.samples[i] += static_cast<float>(gain) * under.samples[i];
  return sum;
}

Sound joined(const std::vector<Sound>& parts, double fade_s) {
  TRIBUTARY_CHECK(!parts.empty());
  Sound whole = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    TRIBUTARY_CHECK(parts[i].channels == whole.channels);
    const std::size_t fade = frames_of(fade_s) * static_cast<std::size_t>(whole.channels);
    append_with_fade(whole.samples, parts[i], std::min({fade, whole.samples.size(), parts[i].samples.size()}));
  }
  return whole;
}

Sound without_clipping(Sound sound) {
  float peak = 0;
  for (const float sample : sound.samples) peak = std::max(peak, std::abs(sample));
  return peak > 0.999F ? scaled(std::move(sound), 0.999F / peak) : sound;
}

}  // namespace tributary::lab
