// The fingerprint of a stretch of audio: spectral peaks on a pitch axis, and the energy around them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/band_contour.h"
#include "dsp/energy_ranks.h"
#include "dsp/pitch_spectrum.h"

namespace tributary::dsp {

inline constexpr int kPeakPitchPerStep = 4;   // a peak's pitch is finer than the pitch grid by this factor
inline constexpr double kLevelFloorDb = -96;  // level 0; a full-scale sine is near 0 dB
inline constexpr double kPeakLevelStepDb = 1.5;
inline constexpr double kBandLevelStepDb = 0.5;
inline constexpr int kPeakLevels = 64;

// How many peaks a second are kept: the catalog keeps the strongest, a query nearly all, so that a
// reference peak that other music pushed down the ranking is still found.
inline constexpr int kReferencePeaksPerSecond = 50;
inline constexpr int kQueryPeaksPerSecond = 100;

// A local maximum of the pitch spectrogram.
struct Peak {
  std::uint32_t frame = 0;  // the centre of its window, in hops of kHopSamples from the start
  std::uint16_t pitch = 0;  // in 1/kPeakPitchPerStep of a pitch step, < kPitchSteps * kPeakPitchPerStep
  std::uint8_t level = 0;   // kPeakLevelStepDb above kLevelFloorDb, < kPeakLevels; 3 dB per octave added

  bool operator==(const Peak&) const = default;
};

// Everything the recording tier keeps of a recording.
struct Fingerprint {
  double duration_s = 0;
  std::vector<Peak> peaks;  // by frame, then pitch
  // kBands bytes per started second: mean power of each band, kBandLevelStepDb above kLevelFloorDb; 0 is silence.
  std::vector<std::uint8_t> band_levels;
  BandContour contour;

  bool operator==(const Fingerprint&) const = default;
};

// Turns a stream of mono samples at kSampleRateHz into a Fingerprint. Memory does not grow with the
// stream but for the result itself. Not thread safe; finish() ends its use.
class Fingerprinter {
 public:
  explicit Fingerprinter(int peaks_per_second);
  ~Fingerprinter();
  Fingerprinter(Fingerprinter&&) noexcept;
  Fingerprinter& operator=(Fingerprinter&&) noexcept;

  void add(std::span<const float> samples);
  Fingerprint finish();

  // Before the first add(), for a query: the contour gets a word per frame, and energies are ranked. Then
  // take_energy_ranks() brings those after finish().
  void listen_closely();
  EnergyRanks take_energy_ranks();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary::dsp
