// The constant-Q spectrum of the composition tier: levels on a logarithmic pitch axis, 20 times a second.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tributary::dsp {

inline constexpr int kConstantQRateHz = 16000;  // of the samples that go in
inline constexpr int kConstantQHopSamples = 800;
inline constexpr int kConstantQBinsPerSemitone = 3;
inline constexpr std::size_t kConstantQBins = 216;  // six octaves
inline constexpr int kConstantQLowestPitch = 36;    // MIDI key: C2; key 36 + s has its centre in bin 3 s + 1
inline constexpr double kConstantQFloorDb = -96;    // level 0
inline constexpr double kConstantQLevelStepDb = 0.5;

constexpr double constant_q_frames_to_seconds(double frames) {
  return frames * kConstantQHopSamples / kConstantQRateHz;
}

// Levels in [frames][kConstantQBins]: frame k is centred on sample k * kConstantQHopSamples. A full-scale sine at the
// centre of a bin has level 192 there (0 dB).
struct ConstantQSpectrum {
  std::size_t frames = 0;
  std::vector<std::uint8_t> levels;

  std::span<const std::uint8_t> frame(std::size_t index) const {
    return std::span(levels).subspan(index * kConstantQBins, kConstantQBins);
  }
  bool operator==(const ConstantQSpectrum&) const = default;
};

// Turns a stream of mono samples in [-1, 1] into its constant-Q spectrum, after Brown (1991), with the Q of the upper
// bins lowered in favour of time: the Hann window is 600 ms long for C2 to B2, 300 ms for the octave above and 150 ms
// from C4 up, where a bin sums the power of the FFT over its width. The squared windows add up to a constant over the
// frames, so that every instant counts the same. A stream of n samples has ceil(n / kConstantQHopSamples) frames;
// around it there is silence. Memory does not grow with the stream but for what was not taken. Not thread safe;
// finish() ends its use. The result does not depend on how the stream is cut into calls of add() and take().
class ConstantQ {
 public:
  ConstantQ();
  ~ConstantQ();
  ConstantQ(ConstantQ&&) noexcept;
  ConstantQ& operator=(ConstantQ&&) noexcept;

  void add(std::span<const float> samples);
  // The frames that are complete, and were not taken before.
  ConstantQSpectrum take();
  // All frames that were not taken.
  ConstantQSpectrum finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary::dsp
