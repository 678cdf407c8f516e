#include "encoder/pitch_axis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <numbers>
#include <vector>

#include "encoder/composition_layers.h"

namespace tributary::encoder {
namespace {

void copy(std::span<const float> from, std::span<float> to) { std::copy(from.begin(), from.end(), to.begin()); }

// For a few channels a call costs more than the copy.
void copy_few(const float* from, std::size_t count, float* to) {
  constexpr std::size_t kAtOnce = 8;
  for (; count >= kAtOnce; count -= kAtOnce, from += kAtOnce, to += kAtOnce)
    std::memcpy(to, from, kAtOnce * sizeof *from);
  if (count > 0) std::memcpy(to, from, count * sizeof *from);
}

// So many neighbouring pitches of a moment.
std::span<const float> run_of(const Activations& x, std::int64_t t, std::int64_t first, std::int64_t count) {
  return std::span(x.values).subspan(static_cast<std::size_t>((t * x.pitch + first) * x.channels),
                                     static_cast<std::size_t>(count * x.channels));
}
std::span<float> run_of(Activations& x, std::int64_t t, std::int64_t first, std::int64_t count) {
  return std::span(x.values).subspan(static_cast<std::size_t>((t * x.pitch + first) * x.channels),
                                     static_cast<std::size_t>(count * x.channels));
}

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
  for (std::int64_t t = 0; t < x.time; ++t) {
    for (std::int64_t p = 0; p < count; ++p) {
      copy(x.at(t, 0), padded.at(t, p));
      copy(x.at(t, x.pitch - 1), padded.at(t, count + x.pitch + p));
    }
    copy(run_of(x, t, 0, x.pitch), run_of(padded, t, count, x.pitch));
  }
  return padded;
}

Activations open_circle(const Activations& x) {
  constexpr std::int64_t kBefore = 5;
  Activations opened = Activations::unfilled(x.time, 2 * kPitchClasses - 1, x.channels);
  constexpr std::int64_t kBehind = kPitchClasses - 1 - kBefore;
  for (std::int64_t t = 0; t < x.time; ++t) {
    copy(run_of(x, t, kPitchClasses - kBefore, kBefore), run_of(opened, t, 0, kBefore));
    copy(run_of(x, t, 0, kPitchClasses), run_of(opened, t, kBefore, kPitchClasses));
    copy(run_of(x, t, 0, kBehind), run_of(opened, t, kBefore + kPitchClasses, kBehind));
  }
  return opened;
}

Activations gather_harmonics(const Activations& trunk, const Activations& squeezed) {
  const auto taps = static_cast<std::int64_t>(kHarmonicTaps.size());
  Activations gathered = Activations::unfilled(trunk.time, trunk.pitch, trunk.channels + taps * squeezed.channels);
  const auto trunk_channels = static_cast<std::size_t>(trunk.channels);
  const auto tap_channels = static_cast<std::size_t>(squeezed.channels);
  for (std::int64_t t = 0; t < trunk.time; ++t) {
    const float* taps_here = run_of(squeezed, t, 0, squeezed.pitch).data();
    for (std::int64_t p = 0; p < trunk.pitch; ++p) {
      const std::span<float> out = gathered.at(t, p);
      copy(trunk.at(t, p), out.first(trunk_channels));
      float* next = out.data() + trunk_channels;
      for (const int tap : kHarmonicTaps) {
        const auto place = static_cast<std::size_t>(std::clamp<std::int64_t>(p + tap, 0, squeezed.pitch - 1));
        copy_few(taps_here + place * tap_channels, tap_channels, next);
        next += tap_channels;
      }
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
