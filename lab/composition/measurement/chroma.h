// Chroma: the classical features of version matching, made of the same constant-Q levels that the network reads.
#pragma once

#include "dsp/constant_q.h"
#include "lab/composition/measurement/recording_features.h"

namespace tributary::lab {

// The strongest bin of each semitone, as far as it lies within 40 dB of the frame's loudest, summed over octaves and
// over 5 frames, less the mean over the pitch classes, of unit norm.
PitchClassFrames chroma_of(const dsp::ConstantQSpectrum& spectrum);

// Magnitudes of the two-dimensional Fourier transform of 15 s of chroma, every 5 s or once where it is shorter, which
// transposition does not change and a shift in time hardly does (Bertin-Mahieux and Ellis 2012). Of unit norm.
SegmentVectors fourier_magnitudes(const PitchClassFrames& chroma);

}  // namespace tributary::lab
