#include "dsp/decimator.h"

#include <array>
#include <cmath>
#include <numbers>

namespace tributary::dsp {
namespace {

constexpr int kHalfTaps = 36;
constexpr double kCutoff = 1000.0 / 16000;  // of the rate: halfway between 280 Hz and what folds there, 1720 Hz
constexpr double kKaiserBeta = 10.06;       // 100 dB (Kaiser 1974)

std::vector<float> low_pass() {
  std::vector<double> taps;
  double sum = 0;
  for (int i = -kHalfTaps; i <= kHalfTaps; ++i) {
    const double x = 2 * std::numbers::pi * kCutoff * i;
    const double ratio = static_cast<double>(i) / (kHalfTaps + 1);
    const double window = std::cyl_bessel_i(0, kKaiserBeta * std::sqrt(1 - ratio * ratio));
    taps.push_back((i == 0 ? 1 : std::sin(x) / x) * window);
    sum += taps.back();
  }
  std::vector<float> result;
  result.reserve(taps.size());
  for (const double tap : taps) result.push_back(static_cast<float>(tap / sum));
  return result;
}

}  // namespace

Decimator::Decimator() : taps_(low_pass()), pending_(kHalfTaps, 0.0F) {}

void Decimator::add(std::span<const float> samples, std::vector<float>& out) {
  pending_.insert(pending_.end(), samples.begin(), samples.end());
  std::size_t start = 0;
  // Sums side by side, so that none waits for another; each adds up in the order of the taps.
  constexpr std::size_t kAtOnce = 4;
  constexpr std::size_t kLastOfThem = (kAtOnce - 1) * kDecimation;
  for (; start + kLastOfThem + taps_.size() <= pending_.size(); start += kAtOnce * kDecimation) {
    std::array<float, kAtOnce> sums{};
    for (std::size_t i = 0; i < taps_.size(); ++i)
      for (std::size_t k = 0; k < kAtOnce; ++k) sums[k] += taps_[i] * pending_[start + k * kDecimation + i];
    out.insert(out.end(), sums.begin(), sums.end());
  }
  for (; start + taps_.size() <= pending_.size(); start += kDecimation) {
    float sum = 0;
    for (std::size_t i = 0; i < taps_.size(); ++i) sum += taps_[i] * pending_[start + i];
    out.push_back(sum);
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(start));
}

}  // namespace tributary::dsp
