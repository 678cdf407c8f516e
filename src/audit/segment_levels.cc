#include "audit/segment_levels.h"

#include <algorithm>
#include <cmath>

namespace tributary::audit {
namespace {

constexpr double kLoudness = 0.1;
constexpr double kQuietestDb = -50;

}  // namespace

std::vector<float> segment_levels(const dsp::ConstantQSpectrum& spectrum) {
  std::vector<float> levels;
  levels.reserve(spectrum.frames * kLevelBands);
  for (std::size_t i = 0; i < spectrum.frames; ++i) {
    const auto frame = spectrum.frame(i);
    for (std::size_t band = 0; band < kLevelBands; ++band) {
      double power = 0;
      for (std::size_t k = 0; k < dsp::kConstantQBinsPerSemitone; ++k) {
        const double level = frame[band * dsp::kConstantQBinsPerSemitone + k];
        power += std::pow(10, (level * dsp::kConstantQLevelStepDb + dsp::kConstantQFloorDb) / 10);
      }
      const double decibels = 10 * std::log10(power / dsp::kConstantQBinsPerSemitone);
      levels.push_back(static_cast<float>(std::max(kLevelFloor, (decibels - kLevelMiddleDb) / kLevelUnitDb)));
    }
  }
  return levels;
}

std::vector<float> segment_levels(std::span<const float> samples) {
  double square = 0;
  for (const float sample : samples) square += static_cast<double>(sample) * static_cast<double>(sample);
  const double loudness = std::sqrt(square / std::max<double>(1, static_cast<double>(samples.size())));
  const auto gain = static_cast<float>(loudness > 1e-6 ? kLoudness / loudness : 0);
  std::vector<float> scaled(samples.begin(), samples.end());
  for (float& sample : scaled) sample *= gain;
  dsp::ConstantQ transform;
  transform.add(scaled);
  return segment_levels(transform.finish());
}

bool sounds(std::span<const float> levels) {
  double sum = 0;
  const std::size_t frames = levels.size() / kLevelBands;
  for (std::size_t i = 0; i < frames; ++i) {
    const auto frame = levels.subspan(i * kLevelBands, kLevelBands);
    sum += static_cast<double>(*std::max_element(frame.begin(), frame.end()));
  }
  return frames > 0 && sum / static_cast<double>(frames) > (kQuietestDb - kLevelMiddleDb) / kLevelUnitDb;
}

std::vector<float> amplitudes_of_levels(std::span<const float> levels) {
  std::vector<float> amplitudes;
  amplitudes.reserve(levels.size());
  for (const float level : levels) {
    const double decibels = std::min(0.0, kLevelMiddleDb + kLevelUnitDb * static_cast<double>(level));
    amplitudes.push_back(static_cast<double>(level) <= kLevelFloor ? 0.0F
                                                                   : static_cast<float>(std::pow(10, decibels / 20)));
  }
  return amplitudes;
}

}  // namespace tributary::audit
