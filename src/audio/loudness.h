// Loudness: how loud a stream is as a whole, and which of its seconds sound at all.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "tributary/result.h"

namespace tributary::audio {

// A stream with less than this is silence; EBU R 128 gates everything below it away.
inline constexpr double kSilence_lufs = -70.0;
// A 1 s cell whose RMS level is below this does not sound.
inline constexpr double kSilentCell_dbfs = -60.0;

struct LoudnessReport {
  double integrated_lufs = kSilence_lufs;  // EBU R 128 of the 16 kHz mono stream; kSilence_lufs at least
  double sample_peak = 0;                  // largest absolute sample, 1 = full scale; not the true peak
  // One entry per started second: 1 where it sounds, 0 where it is silent. The last cell may be partial
  // and is judged by the samples it has.
  std::vector<float> sounding_weights;

  bool operator==(const LoudnessReport&) const = default;
};

// Measures a mono stream at kSampleRateHz as it passes. The figure belongs to the downmix: a stereo
// measurement of the same master reads about 3 dB higher. Move only; not thread safe.
class Loudness {
 public:
  static Result<Loudness> create();
  Loudness(Loudness&&) noexcept;
  Loudness& operator=(Loudness&&) noexcept;
  ~Loudness();

  Result<void> add(std::span<const float> samples);
  // The report on everything added. Call once.
  Result<LoudnessReport> finish();

 private:
  struct State;
  explicit Loudness(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tributary::audio
