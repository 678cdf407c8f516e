// The power spectrum of one frame on a logarithmic frequency (pitch) axis.
#pragma once

#include <memory>
#include <span>

namespace tributary::dsp {

// The time and pitch grid of everything the recording tier computes.
inline constexpr int kSampleRateHz = 16000;
inline constexpr int kWindowSamples = 3072;  // 192 ms: separates semitones from about 200 Hz up
inline constexpr int kHopSamples = 256;      // 16 ms
inline constexpr int kPitchStepsPerSemitone = 4;
inline constexpr int kPitchSteps = 250;  // 110 Hz to 4.0 kHz
inline constexpr double kLowestHz = 110.0;

// Bands for energies, equally wide in octaves and over nearly the whole spectrum.
inline constexpr int kBands = 16;
inline constexpr double kBandsLowestHz = 40;
inline constexpr double kBandsHighestHz = 8000;

constexpr double frames_to_seconds(double frames) { return frames * kHopSamples / kSampleRateHz; }
constexpr double seconds_to_frames(double seconds) { return seconds * kSampleRateHz / kHopSamples; }

// Hann window, FFT and a triangular filter per pitch step. Not thread safe; one object per stream.
class PitchSpectrum {
 public:
  PitchSpectrum();
  ~PitchSpectrum();
  PitchSpectrum(PitchSpectrum&&) noexcept;
  PitchSpectrum& operator=(PitchSpectrum&&) noexcept;

  // `frame` holds kWindowSamples samples in [-1, 1]; `power` receives kPitchSteps values, where a
  // full-scale sine at the centre of a step above 1 kHz gives at most 1.
  void compute(std::span<const float> frame, std::span<float> power);

  // Receives, in kBands values, the power of each band of the frame last computed.
  void sum_bands(std::span<float> band_power) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary::dsp
