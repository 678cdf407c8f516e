// The constant-Q level scale: half decibels above -96 dB in a byte, and the powers they stand for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tributary::lab {

// The grid of dsp::ConstantQ, which this folder may not include.
inline constexpr std::size_t kConstantQBins = 216;
inline constexpr int kBinsPerSemitone = 3;
inline constexpr double kConstantQFramesPerSecond = 20;
inline constexpr float kFullScaleLevel = 192;  // 0 dB

// Power of each level, full scale = 1; level 0 has none.
const std::array<float, 256>& power_of_level();

// 20 log10(power) + 192, to within 0.02 of a level; below level 0 for powers under the floor, never NaN.
void levels_of_powers(std::span<const float> powers, std::span<float> levels);

}  // namespace tributary::lab
