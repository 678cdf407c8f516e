// What the style measurements hear of a track.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "encoder/style_statistics.h"
#include "lab/style/cepstral_gaussian.h"
#include "tributary/result.h"

namespace tributary::lab {

struct HeardTrack {
  encoder::StyleStatistics statistics;
  encoder::StyleStatistics disturbed;  // of the same track behind another equaliser, noise floor, room and codec
  CepstralGaussian cepstra;
};

inline constexpr double kMostHeard_s = 300;  // of a track, from its beginning

// The constant-Q levels of the first kMostHeard_s of a file: [frames][216].
Result<std::vector<std::uint8_t>> levels_of_file(const std::filesystem::path& path);

// `samples` at 16 kHz.
std::vector<std::uint8_t> levels_of_samples(std::span<const float> samples);

// The same seed disturbs in the same way.
std::vector<std::uint8_t> disturbed(std::span<const std::uint8_t> levels, std::uint64_t seed);

HeardTrack hear(std::span<const std::uint8_t> levels, std::uint64_t seed);

}  // namespace tributary::lab
