#include "lab/codec/spectrum.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <array>
#include <numbers>

namespace tributary::lab {
namespace {

constexpr std::array<std::int64_t, 3> kLossWindows = {2048, 512, 128};
constexpr double kLossFloor = 1e-3;  // -54 dB of a full-scale sine: what is quieter hardly matters
constexpr double kMomentum = 0.99;
constexpr std::uint64_t kPhaseSeed = 0x9A5E;

double scale_of(std::int64_t window) { return 2.0 / static_cast<double>(window); }

at::Tensor transform(const at::Tensor& signals, std::int64_t window, std::int64_t hop) {
  return at::stft(signals, window, hop, window, at::hann_window(window), true, "reflect", false, true, true);
}

at::Tensor inverse(const at::Tensor& spectrum, std::int64_t window, std::int64_t hop) {
  const std::int64_t samples = (spectrum.size(2) - 1) * hop;
  return at::istft(spectrum, window, hop, window, at::hann_window(window), true, false, true, samples);
}

}  // namespace

at::Tensor magnitudes(const at::Tensor& signals, std::int64_t window, std::int64_t hop) {
  const at::Tensor parts = at::view_as_real(transform(signals, window, hop));
  return (parts.square().sum(-1) + 1e-12).sqrt() * scale_of(window);  // the sum keeps the gradient finite at zero
}

at::Tensor spectral_loss(const at::Tensor& signals, const at::Tensor& truth) {
  at::Tensor loss = at::zeros({});
  for (const std::int64_t window : kLossWindows) {
    const at::Tensor made = magnitudes(signals, window, window / 4);
    const at::Tensor wanted = magnitudes(truth, window, window / 4);
    const at::Tensor logarithms = ((made + kLossFloor).log() - (wanted + kLossFloor).log()).abs().mean();
    const at::Tensor convergence = (made - wanted).square().sum().sqrt() / (wanted.square().sum().sqrt() + 1e-6);
    loss = loss + logarithms + convergence;
  }
  return loss / static_cast<double>(kLossWindows.size());
}

at::Tensor signals_of_magnitudes(const at::Tensor& magnitudes, std::int64_t window, std::int64_t hop, int iterations) {
  const at::NoGradGuard no_gradients;
  at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(kPhaseSeed);
  const at::Tensor unscaled = magnitudes / scale_of(window);
  const at::Tensor phases =
      at::rand(magnitudes.sizes(), generator, at::TensorOptions().dtype(at::kFloat)) * (2 * std::numbers::pi);
  at::Tensor spectrum = at::polar(unscaled, phases);
  at::Tensor before = at::zeros_like(spectrum);
  for (int i = 0; i < iterations; ++i) {
    const at::Tensor consistent = transform(inverse(spectrum, window, hop), window, hop);
    const at::Tensor ahead = consistent + (consistent - before) * kMomentum;
    spectrum = ahead / (ahead.abs() + 1e-12) * unscaled;
    before = consistent;
  }
  return inverse(spectrum, window, hop);
}

}  // namespace tributary::lab
