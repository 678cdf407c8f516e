#include "lab/codec/distance.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "dsp/constant_q.h"
#include "lab/codec/codec_kind.h"
#include "lab/codec/spectrum.h"

namespace tributary::lab {
namespace {

constexpr std::array<std::int64_t, 3> kWindows = {2048, 512, 128};
constexpr double kRange = 1e-3;  // of the loudest magnitude

static_assert(dsp::kConstantQRateHz == kCodecRateHz);

at::Tensor as_signal(std::span<const float> samples) {
  const at::Tensor signal = at::empty({1, static_cast<std::int64_t>(samples.size())}, at::kFloat);
  std::copy(samples.begin(), samples.end(), signal.data_ptr<float>());
  return signal;
}

double log_spectral_distance_db(const at::Tensor& truth, const at::Tensor& decoded) {
  double sum = 0;
  for (const std::int64_t window : kWindows) {
    const at::Tensor wanted = magnitudes(truth, window, window / 4);
    const double floor = std::max(1e-9, wanted.max().item<double>() * kRange);
    const auto in_db = [&](const at::Tensor& x) { return x.clamp_min(floor).log10() * 20; };
    const at::Tensor error = in_db(magnitudes(decoded, window, window / 4)) - in_db(wanted);
    sum += error.square().mean(1).sqrt().mean().item<double>();
  }
  return sum / static_cast<double>(kWindows.size());
}

double product(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

double signal_to_error_db(std::span<const float> truth, std::span<const float> decoded) {
  const double power = product(truth, truth) + 1e-12;
  const double across = product(truth, decoded);
  const double target = across * across / power;
  return 10 * std::log10((target + 1e-12) / (std::max(0.0, product(decoded, decoded) - target) + 1e-12));
}

dsp::ConstantQSpectrum constant_q_of(std::span<const float> samples) {
  dsp::ConstantQ constant_q;
  constant_q.add(samples);
  return constant_q.finish();
}

double constant_q_cosine(std::span<const float> truth, std::span<const float> decoded) {
  const dsp::ConstantQSpectrum a = constant_q_of(truth);
  const dsp::ConstantQSpectrum b = constant_q_of(decoded);
  double across = 0;
  double a_power = 0;
  double b_power = 0;
  const auto magnitude = [](std::uint8_t level) {
    return level == 0 ? 0 : std::pow(10, (dsp::kConstantQFloorDb + level * dsp::kConstantQLevelStepDb) / 20);
  };
  for (std::size_t i = 0; i < a.levels.size(); ++i) {
    const double x = magnitude(a.levels[i]);
    const double y = magnitude(b.levels[i]);
    across += x * y;
    a_power += x * x;
    b_power += y * y;
  }
  return across / std::sqrt(std::max(1e-18, a_power * b_power));
}

}  // namespace

CodecDistance distance(std::span<const float> truth, std::span<const float> decoded) {
  TRIBUTARY_CHECK(truth.size() == decoded.size());
  return {log_spectral_distance_db(as_signal(truth), as_signal(decoded)), signal_to_error_db(truth, decoded),
          constant_q_cosine(truth, decoded)};
}

}  // namespace tributary::lab
