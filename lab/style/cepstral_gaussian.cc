#include "lab/style/cepstral_gaussian.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "lab/style/symmetric_matrix.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kBins = 216;
constexpr std::size_t kBands = 36;
constexpr std::size_t kBandBins = kBins / kBands;
constexpr std::uint8_t kSoundingLevel = 60;
constexpr double kLeastVariance = 1e-2;

using Cepstrum = std::array<double, kCepstra>;

Cepstrum cepstrum_of(std::span<const std::uint8_t> frame) {
  std::array<double, kBands> bands{};
  for (std::size_t bin = 0; bin < kBins; ++bin) bands[bin / kBandBins] += std::pow(10, frame[bin] / 20.0);
  Cepstrum cepstrum{};
  for (std::size_t band = 0; band < kBands; ++band) {
    const double level_db = 10 * std::log10(bands[band]);
    for (std::size_t i = 0; i < kCepstra; ++i)  // without the 0th, which is the gain
      cepstrum[i] += level_db *
                     std::cos(std::numbers::pi * static_cast<double>((i + 1) * (2 * band + 1)) / (2.0 * kBands)) /
                     kBands;
  }
  return cepstrum;
}

}  // namespace

CepstralGaussian cepstral_gaussian(std::span<const std::uint8_t> levels) {
  std::vector<Cepstrum> cepstra;
  for (std::size_t first = 0; first < levels.size(); first += 2 * kBins) {
    const auto frame = levels.subspan(first, kBins);
    if (*std::max_element(frame.begin(), frame.end()) >= kSoundingLevel) cepstra.push_back(cepstrum_of(frame));
  }
  if (cepstra.empty()) return {};
  const double count = static_cast<double>(cepstra.size());
  CepstralGaussian gaussian{std::vector<double>(kCepstra), std::vector<double>(kCepstra * kCepstra), {}};
  for (const Cepstrum& cepstrum : cepstra)
    for (std::size_t i = 0; i < kCepstra; ++i) gaussian.mean[i] += cepstrum[i] / count;
  for (const Cepstrum& cepstrum : cepstra)
    for (std::size_t i = 0; i < kCepstra; ++i)
      for (std::size_t j = 0; j < kCepstra; ++j)
        gaussian.covariance[i * kCepstra + j] +=
            (cepstrum[i] - gaussian.mean[i]) * (cepstrum[j] - gaussian.mean[j]) / count;
  for (std::size_t i = 0; i < kCepstra; ++i) gaussian.covariance[i * (kCepstra + 1)] += kLeastVariance;
  gaussian.precision = power_of(eigen_decomposition(gaussian.covariance, kCepstra), -1);
  return gaussian;
}

double resemblance(const CepstralGaussian& a, const CepstralGaussian& b) {
  if (a.mean.empty() || b.mean.empty()) return -std::numeric_limits<double>::infinity();
  double sum = -2.0 * kCepstra;
  for (std::size_t i = 0; i < kCepstra; ++i)
    for (std::size_t j = 0; j < kCepstra; ++j) {
      const std::size_t at = i * kCepstra + j;
      sum += a.covariance[at] * b.precision[at] + b.covariance[at] * a.precision[at];
      sum += (a.mean[i] - b.mean[i]) * (a.precision[at] + b.precision[at]) * (a.mean[j] - b.mean[j]);
    }
  return -sum / 2;
}

}  // namespace tributary::lab
