// Files of the composition lab for their fuzz targets: valid ones as text, and damaged ones under a valid header.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tributary::fuzz {

std::string lab_text(std::span<const std::byte> bytes);

// The body of `input` under the magic and version of `genuine`, with its own length and checksum; empty where the
// input is no longer than a header.
std::vector<std::byte> lab_resealed(std::span<const std::byte> input, std::span<const std::byte> genuine);

}  // namespace tributary::fuzz
