// Levels as the composition network sees them: without the level of the recording, and nearly without its equaliser.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "encoder/activations.h"

namespace tributary::encoder {

// How loud it is around each frame of `levels`, [frames][kConstantQBins].
std::vector<float> loudness_of(std::span<const std::uint8_t> levels);

// Two channels for each level: how far it lies below the loudness of the moment, which is given for each frame, and how
// far it stands out of its spectral neighbourhood.
Activations normalise_levels(std::span<const std::uint8_t> levels, std::span<const float> loudness);

}  // namespace tributary::encoder
