// What a composition network does along the axis of pitches between its convolutions.
#pragma once

#include <cstdint>

#include "encoder/activations.h"

namespace tributary::encoder {

// Repeats the lowest and the highest pitch `count` times. Zeros would differ from what silence makes of a layer, and so
// tell the network where a transposed note lies.
Activations pad_pitch(const Activations& x, std::int64_t count);

// The circle of pitch classes, opened for a convolution of 12 taps.
Activations open_circle(const Activations& x);

// Every pitch sees what sounds at its partials, and at the fundamentals it could be a partial of: the trunk's channels,
// then those of `squeezed` at each of kHarmonicTaps.
Activations gather_harmonics(const Activations& trunk, const Activations& squeezed);

// Octaves become one: the maximum over octaves, then for each head their average with weights that depend on what
// sounds there. `logits` has one channel for each head, of which the softmax over octaves is taken.
Activations fold_octaves(const Activations& trunk, const Activations& logits);

// Magnitudes of the Fourier transform over the 12 pitch classes, one for each of kFourierBins.
Activations circular_spectrum(const Activations& x);

}  // namespace tributary::encoder
