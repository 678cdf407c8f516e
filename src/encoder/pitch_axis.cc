#include "encoder/pitch_axis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "encoder/composition_layers.h"

namespace tributary::encoder {
namespace {

void copy(std::span<const float> from, std::span<float> to) { std::copy(from.begin(), from.end(), to.begin()); }

// Weights of the octaves of one pitch class for one head.
template <std::size_t Octaves>
void softmax(std::array<float, Octaves>& values) {
  const float largest = *std::max_element(values.begin(), values.end());
  float sum = 0;
  for (float& value : values) {
    value = std::exp(value - largest);
    sum += value;
  }
  for (float& value : values) value /= sum;
}

constexpr std::size_t kOctaves = kConstantQBins / 3 / kPitchClasses;

}  // namespace

Activations pad_pitch(const Activations& x, std::int64_t count) {
  Activations padded = Activations::unfilled(x.time, x.pitch + 2 * count, x.channels);
  for (std::int64_t t = 0; t < x.time; ++t)
    for (std::int64_t p = 0; p < padded.pitch; ++p)
      copy(x.at(t, std::clamp<std::int64_t>(p - count, 0, x.pitch - 1)), padded.at(t, p));
  return padded;
}

Activations open_circle(const Activations& x) {
  constexpr std::int64_t kBefore = 5;
  Activations opened = Activations::unfilled(x.time, 2 * kPitchClasses - 1, x.channels);
  for (std::int64_t t = 0; t < x.time; ++t)
    for (std::int64_t p = 0; p < opened.pitch; ++p)
      copy(x.at(t, (p - kBefore + kPitchClasses) % kPitchClasses), opened.at(t, p));
  return opened;
}

Activations gather_harmonics(const Activations& trunk, const Activations& squeezed) {
  const auto taps = static_cast<std::int64_t>(kHarmonicTaps.size());
  Activations gathered = Activations::unfilled(trunk.time, trunk.pitch, trunk.channels + taps * squeezed.channels);
  const auto trunk_channels = static_cast<std::size_t>(trunk.channels);
  const auto tap_channels = static_cast<std::size_t>(squeezed.channels);
  for (std::int64_t t = 0; t < trunk.time; ++t)
    for (std::int64_t p = 0; p < trunk.pitch; ++p) {
      std::span<float> out = gathered.at(t, p);
      copy(trunk.at(t, p), out.first(trunk_channels));
      out = out.subspan(trunk_channels);
      for (const int tap : kHarmonicTaps) {
        copy(squeezed.at(t, std::clamp<std::int64_t>(p + tap, 0, squeezed.pitch - 1)), out.first(tap_channels));
        out = out.subspan(tap_channels);
      }
    }
  return gathered;
}

Activations fold_octaves(const Activations& trunk, const Activations& logits) {
  const auto channels = static_cast<std::size_t>(trunk.channels);
  Activations folded = Activations::sized(trunk.time, kPitchClasses, (logits.channels + 1) * trunk.channels);
  for (std::int64_t t = 0; t < trunk.time; ++t)
    for (std::int64_t pitch_class = 0; pitch_class < kPitchClasses; ++pitch_class) {
      const std::span<float> out = folded.at(t, pitch_class);
      copy(trunk.at(t, pitch_class), out.first(channels));
      for (std::size_t octave = 1; octave < kOctaves; ++octave) {
        const auto in = trunk.at(t, static_cast<std::int64_t>(octave) * kPitchClasses + pitch_class);
        for (std::size_t c = 0; c < channels; ++c) out[c] = std::max(out[c], in[c]);
      }
      for (std::int64_t head = 0; head < logits.channels; ++head) {
        std::array<float, kOctaves> weights{};
        for (std::size_t octave = 0; octave < kOctaves; ++octave)
          weights[octave] = logits.at(
              t, static_cast<std::int64_t>(octave) * kPitchClasses + pitch_class)[static_cast<std::size_t>(head)];
        softmax(weights);
        const auto average = out.subspan(static_cast<std::size_t>(head + 1) * channels, channels);
        for (std::size_t octave = 0; octave < kOctaves; ++octave) {
          const auto in = trunk.at(t, static_cast<std::int64_t>(octave) * kPitchClasses + pitch_class);
          for (std::size_t c = 0; c < channels; ++c) average[c] += weights[octave] * in[c];
        }
      }
    }
  return folded;
}

Activations circular_spectrum(const Activations& x) {
  const auto channels = static_cast<std::size_t>(x.channels);
  Activations spectrum = Activations::unfilled(x.time, kFourierBins, x.channels);
  std::vector<float> real(channels);
  std::vector<float> imaginary(channels);
  for (std::int64_t t = 0; t < x.time; ++t)
    for (std::int64_t bin = 0; bin < kFourierBins; ++bin) {
      std::fill(real.begin(), real.end(), 0.0F);
      std::fill(imaginary.begin(), imaginary.end(), 0.0F);
      for (std::int64_t pitch_class = 0; pitch_class < kPitchClasses; ++pitch_class) {
        const double phase = 2 * std::numbers::pi * static_cast<double>(bin * pitch_class) / kPitchClasses;
        const auto cosine = static_cast<float>(std::cos(phase));
        const auto sine = static_cast<float>(std::sin(phase));
        const auto in = x.at(t, pitch_class);
        for (std::size_t c = 0; c < channels; ++c) {
          real[c] += cosine * in[c];
          imaginary[c] += sine * in[c];
        }
      }
      const auto out = spectrum.at(t, bin);
      for (std::size_t c = 0; c < channels; ++c)
        out[c] = std::sqrt(real[c] * real[c] + imaginary[c] * imaginary[c] + 1e-4F);
    }
  return spectrum;
}

}  // namespace tributary::encoder
