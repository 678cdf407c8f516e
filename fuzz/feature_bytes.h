// Feature files for the fuzz targets of the index module: valid ones, and damaged ones under a valid header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "dsp/fingerprint.h"

namespace tributary::fuzz {

std::vector<std::byte> to_bytes(const std::uint8_t* data, std::size_t size);
std::string to_text(std::span<const std::byte> bytes);

// The input's body under a header whose magic and version are those of `genuine` and whose length and
// checksum fit: damage that gets past the checksum. Empty if the input has no body.
std::vector<std::byte> resealed(std::span<const std::byte> input, std::span<const std::byte> genuine);

// A valid fingerprint of `seconds` seconds with random peaks.
dsp::Fingerprint random_fingerprint(int seconds, std::mt19937_64& random);

}  // namespace tributary::fuzz
