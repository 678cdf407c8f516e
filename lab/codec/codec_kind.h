// The two codecs, and what both of them hear.
#pragma once

namespace tributary::lab {

enum class CodecKind {
  kWaveform,  // a: strided convolutions over the waveform, residual vector quantisation
  kSpectral,  // b: log magnitudes of a short-time spectrum, finite scalar quantisation, phases by Griffin and Lim
};

inline constexpr int kCodecRateHz = 16000;
inline constexpr double kCodecLevel = 0.1;  // root mean square

}  // namespace tributary::lab
