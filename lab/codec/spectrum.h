// Short-time spectra: magnitudes, how far two of them are apart, and a signal from magnitudes alone.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace tributary::lab {

// Magnitudes [batch, window / 2 + 1, samples / hop + 1] of signals [batch, samples], samples > window / 2; Hann windows
// centred on multiples of the hop, scaled so that a full-scale sine has magnitude 0.5 or so.
at::Tensor magnitudes(const at::Tensor& signals, std::int64_t window, std::int64_t hop);

// The mean over windows of 2,048, 512 and 128 samples of the mean absolute difference of the logarithms of magnitudes
// plus the norm of the difference of magnitudes over that of `truth` (Yamamoto, Song, Kim 2020).
at::Tensor spectral_loss(const at::Tensor& signals, const at::Tensor& truth);

// Griffin and Lim 1984, accelerated as by Perraudin, Balazs, Søndergaard 2013: signals [batch, (frames - 1) * hop]
// whose magnitudes are near these. The phases start from a fixed seed.
at::Tensor signals_of_magnitudes(const at::Tensor& magnitudes, std::int64_t window, std::int64_t hop, int iterations);

}  // namespace tributary::lab
