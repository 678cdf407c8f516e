// Levels as the composition network sees them: without the level of the recording, and nearly without its equaliser.
#pragma once

#include <cstdint>
#include <span>

#include "encoder/activations.h"

namespace tributary::encoder {

// `levels` is [frames][kConstantQBins]. Two channels for each: the level below the loudness of the moment, and how far
// it stands out of its spectral neighbourhood.
Activations normalise_levels(std::span<const std::uint8_t> levels);

}  // namespace tributary::encoder
