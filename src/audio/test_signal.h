// Sines, and what a test wants to know about a signal that should still be one.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

namespace tributary::audio {

// The same sine in every channel, interleaved.
inline std::vector<float> sine(int rate_hz, int channels, double duration_s, double frequency_hz,
                               double amplitude = 0.5) {
  const auto frames = static_cast<std::size_t>(std::llround(duration_s * rate_hz));
  std::vector<float> samples;
  samples.reserve(frames * static_cast<std::size_t>(channels));
  for (std::size_t i = 0; i < frames; ++i) {
    const double phase = 2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / rate_hz;
    samples.insert(samples.end(), static_cast<std::size_t>(channels), static_cast<float>(amplitude * std::sin(phase)));
  }
  return samples;
}

inline double mean_square(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return samples.empty() ? 0 : sum / static_cast<double>(samples.size());
}

// The amplitude of one frequency in a mono signal, whatever its phase.
inline double amplitude_at(std::span<const float> samples, int rate_hz, double frequency_hz) {
  double in_phase = 0;
  double quadrature = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * frequency_hz * static_cast<double>(i) / rate_hz;
    in_phase += static_cast<double>(samples[i]) * std::cos(phase);
    quadrature += static_cast<double>(samples[i]) * std::sin(phase);
  }
  return 2 * std::hypot(in_phase, quadrature) / static_cast<double>(samples.size());
}

}  // namespace tributary::audio
