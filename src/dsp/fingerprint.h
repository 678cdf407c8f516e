// The fingerprint of a stretch of audio: spectral peaks on a pitch axis, and the energy around them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tributary::dsp {

inline constexpr int kFingerprintRateHz = 16000;

// A local maximum of the spectrogram.
struct Peak {
  std::uint32_t frame = 0;  // time, in hops of kHopSamples
  std::uint16_t pitch = 0;  // log-frequency, in steps of kPitchStepsPerSemitone above kLowestHz
  std::uint8_t level = 0;   // magnitude, in steps of kLevelStepDb

  bool operator==(const Peak&) const = default;
};

// Everything the recording tier keeps of a recording.
struct Fingerprint {
  double duration_s = 0;
  std::vector<Peak> peaks;               // by frame, then pitch
  std::vector<std::uint8_t> band_levels;  // kBands levels per second of audio, in steps of kLevelStepDb

  bool operator==(const Fingerprint&) const = default;
};

// Turns a stream of mono samples at kFingerprintRateHz into a Fingerprint. Memory does not grow with
// the stream but for the result itself. Not thread safe; finish() ends its use.
class Fingerprinter {
 public:
  Fingerprinter();
  ~Fingerprinter();
  Fingerprinter(Fingerprinter&&) noexcept;
  Fingerprinter& operator=(Fingerprinter&&) noexcept;

  void add(std::span<const float> samples);
  Fingerprint finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary::dsp
