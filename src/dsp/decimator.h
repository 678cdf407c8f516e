// Thins a stream out: keeps what lies in its lowest frequencies at an eighth of the rate.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tributary::dsp {

inline constexpr int kDecimation = 8;

// A linear-phase low-pass without delay: output i belongs to sample i * kDecimation. For 16 kHz in, it passes up to
// 280 Hz unchanged and keeps everything that would be folded there 100 dB down. Not thread safe; one per stream.
class Decimator {
 public:
  Decimator();

  // Appends to `out` each output whose input is complete; the last ones need 36 more samples to come.
  void add(std::span<const float> samples, std::vector<float>& out);

 private:
  std::vector<float> taps_;
  std::vector<float> pending_;  // from the first sample that the next output needs
  std::vector<float> phases_;   // of pending_, while it is summed: [kDecimation][samples]
};

}  // namespace tributary::dsp
