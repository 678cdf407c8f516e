#include "lab/composition/measurement/chroma.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <span>
#include <vector>

namespace tributary::lab {
namespace {

constexpr std::size_t kClasses = 12;
constexpr std::size_t kDecimation = 4;
constexpr std::size_t kReach = 2;    // frames to either side that are summed
constexpr float kRange_levels = 80;  // 40 dB
constexpr std::size_t kSegment = 75;
constexpr std::size_t kHop = 25;
constexpr std::size_t kPitchFrequencies = kClasses / 2 + 1;  // the others mirror them

using PitchClasses = std::array<float, kClasses>;
using Complex = std::complex<float>;

void add_frame(std::span<const std::uint8_t> levels, PitchClasses& sum) {
  const float floor = static_cast<float>(*std::max_element(levels.begin(), levels.end())) - kRange_levels;
  constexpr std::size_t kBins = dsp::kConstantQBinsPerSemitone;
  for (std::size_t semitone = 0; semitone < levels.size() / kBins; ++semitone) {
    const auto bins = levels.subspan(semitone * kBins, kBins);
    const float level = static_cast<float>(*std::max_element(bins.begin(), bins.end()));
    if (level > 0) sum[semitone % kClasses] += std::max(0.0F, level - floor);
  }
}

void centre_and_normalise(PitchClasses& values) {
  float mean = 0;
  for (const float value : values) mean += value / kClasses;
  float squares = 0;
  for (float& value : values) {
    value -= mean;
    squares += value * value;
  }
  if (squares < 1e-3F) values = {};
  for (float& value : values) value /= std::sqrt(squares + 1e-6F);
}

// e^(-2 pi i k / size) for k from 0 on.
std::vector<Complex> roots_of_one(std::size_t size) {
  std::vector<Complex> roots(size);
  for (std::size_t k = 0; k < size; ++k)
    roots[k] = std::polar(
        1.0F, static_cast<float>(-2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size)));
  return roots;
}

// The transform over the pitch classes of each frame from `start` on, [frequency][kSegment].
std::vector<Complex> transformed_pitches(const PitchClassFrames& chroma, std::size_t start) {
  static const std::vector<Complex> kRoots = roots_of_one(kClasses);
  std::vector<Complex> result(kPitchFrequencies * kSegment);
  const std::size_t frames = std::min(kSegment, chroma.frames - start);
  for (std::size_t frequency = 0; frequency < kPitchFrequencies; ++frequency)
    for (std::size_t pitch = 0; pitch < kClasses; ++pitch)
      for (std::size_t frame = 0; frame < frames; ++frame)
        result[frequency * kSegment + frame] +=
            chroma.values[pitch * chroma.frames + start + frame] * kRoots[frequency * pitch % kClasses];
  return result;
}

void append_segment(const PitchClassFrames& chroma, std::size_t start, std::vector<float>& values) {
  static const std::vector<Complex> kRoots = roots_of_one(kSegment);
  const std::vector<Complex> pitches = transformed_pitches(chroma, start);
  const std::size_t begin = values.size();
  double squares = 0;
  for (std::size_t row = 0; row < kPitchFrequencies; ++row) {
    for (std::size_t frequency = 0; frequency < kSegment; ++frequency) {
      Complex sum = 0;
      for (std::size_t frame = 0; frame < kSegment; ++frame)
        sum += pitches[row * kSegment + frame] * kRoots[frequency * frame % kSegment];
      values.push_back(std::abs(sum));
      squares += static_cast<double>(std::norm(sum));
    }
  }
  const auto scale = static_cast<float>(1 / std::sqrt(squares + 1e-12));
  for (std::size_t i = begin; i < values.size(); ++i) values[i] *= scale;
}

}  // namespace

PitchClassFrames chroma_of(const dsp::ConstantQSpectrum& spectrum) {
  PitchClassFrames chroma{1, (spectrum.frames + kDecimation - 1) / kDecimation, {}};
  chroma.values.resize(kClasses * chroma.frames);
  for (std::size_t i = 0; i < chroma.frames; ++i) {
    PitchClasses sum{};
    const std::size_t centre = i * kDecimation;
    const std::size_t first = centre - std::min(centre, kReach);
    for (std::size_t frame = first; frame < std::min(centre + kReach + 1, spectrum.frames); ++frame)
      add_frame(spectrum.frame(frame), sum);
    centre_and_normalise(sum);
    for (std::size_t pitch = 0; pitch < kClasses; ++pitch) chroma.values[pitch * chroma.frames + i] = sum[pitch];
  }
  return chroma;
}

SegmentVectors fourier_magnitudes(const PitchClassFrames& chroma) {
  SegmentVectors vectors{kPitchFrequencies * kSegment, {}};
  if (chroma.frames == 0) return vectors;
  append_segment(chroma, 0, vectors.values);
  for (std::size_t start = kHop; start + kSegment <= chroma.frames; start += kHop)
    append_segment(chroma, start, vectors.values);
  return vectors;
}

}  // namespace tributary::lab
