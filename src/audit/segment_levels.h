// What the built-in generator hears of music: levels of semitones, 20 times a second.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "dsp/constant_q.h"

namespace tributary::audit {

inline constexpr std::size_t kLevelBands = dsp::kConstantQBins / dsp::kConstantQBinsPerSemitone;  // C2 to B7
inline constexpr double kLevelMiddleDb = -54;                                                     // level 0
inline constexpr double kLevelUnitDb = 18;  // level 1 is so much above it
inline constexpr double kLevelFloor = -2;   // -90 dB and below

// Levels [frames][kLevelBands]: the mean power of a semitone's bins in decibels, in the units above.
std::vector<float> segment_levels(const dsp::ConstantQSpectrum& spectrum);

// The same of mono samples at 16 kHz, once they are brought to one loudness (-20 dB root mean square): how loud a
// recording was mastered is not what a generator shall learn. Silence has the floor everywhere.
std::vector<float> segment_levels(std::span<const float> samples);

// Whether a segment of levels [frames][kLevelBands] has something to learn: frames peak above -50 dB on average.
bool sounds(std::span<const float> levels);

// The amplitude of a full-scale sine's share, 10^(dB / 20), for each level; 0 at the floor.
std::vector<float> amplitudes_of_levels(std::span<const float> levels);

}  // namespace tributary::audit
