#include "lab/codec/spectral_codec.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <array>
#include <cmath>

#include "lab/codec/layers.h"
#include "lab/codec/spectrum.h"

namespace tributary::lab {
namespace {

constexpr std::int64_t kWindow = 2048;
constexpr std::int64_t kHop = 512;
constexpr std::int64_t kBins = kWindow / 2 + 1;
constexpr std::int64_t kChannels = 128;
constexpr std::int64_t kNumbers = 36;  // a frame
constexpr std::int64_t kLevelCount = 5;
constexpr double kFloor = 1e-4;   // of the magnitudes: -74 dB of a full-scale sine
constexpr double kCentre = -6.5;  // of their logarithms, and how far they spread
constexpr double kSpread = 2;
constexpr int kPhaseIterations = 32;
constexpr std::array<std::int64_t, 3> kDilations = {1, 2, 4};

const Convolution kFromBins{.name = "encoder.bins", .inputs = kBins, .outputs = kChannels};
const Convolution kToNumbers{.name = "encoder.numbers", .inputs = kChannels, .outputs = kNumbers};
const Convolution kFromNumbers{.name = "decoder.numbers", .inputs = kNumbers, .outputs = kChannels, .taps = 3};
const Convolution kToBins{.name = "decoder.bins", .inputs = kChannels, .outputs = kBins};

std::string unit_name(const char* side, std::size_t unit) { return std::string(side) + ".unit" + std::to_string(unit); }

at::Tensor levels_of(const at::Tensor& signals) {
  return ((magnitudes(signals, kWindow, kHop) + kFloor).log() - kCentre) / kSpread;
}

at::Tensor magnitudes_of(const at::Tensor& levels) {
  return ((levels * kSpread + kCentre).clamp_max(0).exp() - kFloor).clamp_min(0);
}

}  // namespace

SpectralCodec::SpectralCodec(std::uint64_t seed) : quantiser_(kLevelCount) {
  at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  add_convolution(parameters(), kFromBins, generator);
  for (std::size_t unit = 0; unit < kDilations.size(); ++unit) {
    add_residual_unit(parameters(), unit_name("encoder", unit), kChannels, generator);
    add_residual_unit(parameters(), unit_name("decoder", unit), kChannels, generator);
  }
  add_convolution(parameters(), kToNumbers, generator);
  add_convolution(parameters(), kFromNumbers, generator, std::sqrt(2.0));
  add_convolution(parameters(), kToBins, generator, 0.1);
}

at::Tensor SpectralCodec::analyse(const at::Tensor& levels) const {
  at::Tensor x = convolve(parameters(), kFromBins, levels);
  for (std::size_t unit = 0; unit < kDilations.size(); ++unit)
    x = residual_unit(parameters(), unit_name("encoder", unit), kChannels, kDilations[unit], x);
  return convolve(parameters(), kToNumbers, activation(x));
}

at::Tensor SpectralCodec::synthesise(const at::Tensor& numbers) const {
  at::Tensor x = convolve(parameters(), kFromNumbers, numbers);
  for (std::size_t unit = 0; unit < kDilations.size(); ++unit)
    x = residual_unit(parameters(), unit_name("decoder", unit), kChannels, kDilations[unit], x);
  return convolve(parameters(), kToBins, activation(x));
}

at::Tensor SpectralCodec::loss(const at::Tensor& signals, bool quantise, at::Generator&) {
  const at::Tensor levels = levels_of(signals);
  const at::Tensor numbers = analyse(levels);
  const at::Tensor made = synthesise(quantise ? quantiser_.learn(numbers) : numbers.tanh());
  const at::Tensor wanted_magnitudes = magnitudes_of(levels);
  const at::Tensor error = magnitudes_of(made) - wanted_magnitudes;
  const at::Tensor convergence = error.square().sum().sqrt() / (wanted_magnitudes.square().sum().sqrt() + 1e-6);
  return (made - levels).abs().mean() * kSpread + convergence;
}

at::Tensor SpectralCodec::encode(const at::Tensor& signals) const {
  const at::NoGradGuard no_gradients;
  return quantiser_.encode(analyse(levels_of(signals)));
}

at::Tensor SpectralCodec::decode(const at::Tensor& codes) const {
  const at::NoGradGuard no_gradients;
  return signals_of_magnitudes(magnitudes_of(synthesise(quantiser_.decode(codes))), kWindow, kHop, kPhaseIterations);
}

std::int64_t SpectralCodec::frame_samples() const { return kHop; }

std::vector<std::int64_t> SpectralCodec::book_sizes() const {
  return std::vector<std::int64_t>(static_cast<std::size_t>(kNumbers), kLevelCount);
}

}  // namespace tributary::lab
