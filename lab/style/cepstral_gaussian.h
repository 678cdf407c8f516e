// The classical measure of timbre: one Gaussian over the cepstra of a track.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tributary::lab {

inline constexpr std::size_t kCepstra = 18;

// After Mandel and Ellis (ISMIR 2005), with cepstra of 36 constant-Q bands instead of mel bands.
struct CepstralGaussian {
  std::vector<double> mean;        // [kCepstra]; empty for a track without frames
  std::vector<double> covariance;  // [kCepstra][kCepstra]
  std::vector<double> precision;   // its inverse
};

// `levels` is [frames][216]; silent frames are left out.
CepstralGaussian cepstral_gaussian(std::span<const std::uint8_t> levels);

// Minus the symmetric Kullback-Leibler divergence: 0 is the largest.
double resemblance(const CepstralGaussian& a, const CepstralGaussian& b);

}  // namespace tributary::lab
