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

// Sums side by side, so that none waits for another.
constexpr std::size_t kAtOnce = 16;

void add_taps(std::span<const float> taps, const float* phases, std::size_t per_phase,
              std::array<float, kAtOnce>& sums) {
  for (std::size_t i = 0; i < taps.size(); ++i) {
    const float tap = taps[i];
    const float* samples = phases + i % kDecimation * per_phase + i / kDecimation;
    for (std::size_t k = 0; k < kAtOnce; ++k) sums[k] += tap * samples[k];
  }
}

}  // namespace

Decimator::Decimator() : taps_(low_pass()), pending_(kHalfTaps, 0.0F) {}

void Decimator::add(std::span<const float> samples, std::vector<float>& out) {
  pending_.insert(pending_.end(), samples.begin(), samples.end());
  if (pending_.size() < taps_.size()) return;
  const std::size_t outputs = (pending_.size() - taps_.size()) / kDecimation + 1;
  // By phase, the samples that a tap meets in neighbouring outputs lie side by side. Each sum adds up in the order of
  // the taps.
  const std::size_t per_phase = (pending_.size() + kDecimation - 1) / kDecimation;
  phases_.resize(per_phase * kDecimation);
  for (std::size_t i = 0; i < pending_.size(); ++i)
    phases_[i % kDecimation * per_phase + i / kDecimation] = pending_[i];
  std::size_t first = 0;
  for (; first + kAtOnce <= outputs; first += kAtOnce) {
    std::array<float, kAtOnce> sums{};
    add_taps(taps_, phases_.data() + first, per_phase, sums);
    out.insert(out.end(), sums.begin(), sums.end());
  }
  for (; first < outputs; ++first) {
    float sum = 0;
    for (std::size_t i = 0; i < taps_.size(); ++i) sum += taps_[i] * pending_[first * kDecimation + i];
    out.push_back(sum);
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(outputs * kDecimation));
}

}  // namespace tributary::dsp
