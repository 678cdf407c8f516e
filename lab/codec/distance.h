// How far decoded music is from what was encoded.
#pragma once

#include <span>

namespace tributary::lab {

struct CodecDistance {
  double log_spectral_db = 0;     // over windows of 2,048, 512 and 128 samples, down to 60 dB below the loudest bin
  double signal_to_error_db = 0;  // scale-invariant (Le Roux and others 2019); no measure of how music sounds
  double constant_q_cosine = 0;   // of the magnitudes that the composition tier hears
};

// Both at kCodecRateHz, equally long and over 2,048 samples.
CodecDistance distance(std::span<const float> truth, std::span<const float> decoded);

}  // namespace tributary::lab
