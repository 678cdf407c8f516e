#include "lab/sound/convolution.h"

#include <bit>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <utility>

namespace tributary::lab {
namespace {

using Spectrum = std::vector<std::complex<double>>;

// In place, not normalised; the size is a power of two. `sign` -1 there, +1 back.
void transform(Spectrum& values, double sign) {
  const std::size_t size = values.size();
  for (std::size_t i = 1, j = 0; i < size; ++i) {
    std::size_t bit = size >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(values[i], values[j]);
  }
  Spectrum turns(size / 2);
  for (std::size_t i = 0; i < turns.size(); ++i)
    turns[i] = std::polar(1.0, sign * 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size));
  for (std::size_t length = 2; length <= size; length *= 2)
    for (std::size_t first = 0; first < size; first += length)
      for (std::size_t i = 0; i < length / 2; ++i) {
        const std::complex<double> odd = values[first + i + length / 2] * turns[i * (size / length)];
        values[first + i + length / 2] = values[first + i] - odd;
        values[first + i] += odd;
      }
}

}  // namespace

// The signal is the real part and the response the imaginary part of one transform.
std::vector<float> convolved(std::span<const float> signal, std::span<const float> response) {
  if (signal.empty() || response.empty()) return {};
  const std::size_t count = signal.size() + response.size() - 1;
  const std::size_t size = std::bit_ceil(count);
  Spectrum both(size);
  for (std::size_t i = 0; i < signal.size(); ++i) both[i].real(static_cast<double>(signal[i]));
  for (std::size_t i = 0; i < response.size(); ++i) both[i].imag(static_cast<double>(response[i]));
  transform(both, -1);
  Spectrum product(size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::complex<double> mirrored = std::conj(both[(size - i) % size]);
    const std::complex<double> left = (both[i] + mirrored) * 0.5;
    const std::complex<double> right = (both[i] - mirrored) * std::complex<double>(0, -0.5);
    product[i] = left * right;
  }
  transform(product, 1);
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i)
    samples[i] = static_cast<float>(product[i].real() / static_cast<double>(size));
  return samples;
}

}  // namespace tributary::lab
