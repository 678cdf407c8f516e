#include "lab/codec/waveform_codec.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <array>
#include <cmath>
#include <numbers>

#include "lab/codec/layers.h"
#include "lab/codec/spectrum.h"

namespace tributary::lab {
namespace {

constexpr ResidualQuantiserShape kShape{.books = 7, .entries = 256, .dimensions = 32};
constexpr double kWaveformWeight = 0.5;
constexpr double kCommitmentWeight = 0.25;
constexpr std::array<std::int64_t, 3> kDilations = {1, 3, 9};  // of the decoder's residual units; the encoder has one

// One level of the pyramid, encoder and decoder alike.
struct Level {
  std::int64_t inputs;
  std::int64_t outputs;
  std::int64_t taps;
  std::int64_t stride;
};

// 16 kHz to 1 kHz, 250 Hz and 50 Hz.
constexpr std::array<Level, 3> kLevels = {Level{1, 64, 64, 16}, Level{64, 96, 8, 4}, Level{96, 96, 7, 5}};

const Convolution kToCode{.name = "encoder.code", .inputs = 96, .outputs = kShape.dimensions};
const Convolution kFromCode{.name = "decoder.code", .inputs = kShape.dimensions, .outputs = 96, .taps = 3};

Convolution down(std::size_t level) {
  const Level& l = kLevels[level];
  return {"encoder.down" + std::to_string(level), l.inputs, l.outputs, l.taps, l.stride};
}

Convolution up(std::size_t level) {
  const Level& l = kLevels[level];
  return {.name = "decoder.up" + std::to_string(level),
          .inputs = l.outputs,
          .outputs = l.inputs,
          .taps = l.taps,
          .stride = l.stride,
          .transposed = true};
}

std::string encoder_unit_name(std::size_t level) { return "encoder.unit" + std::to_string(level); }

std::string decoder_unit_name(std::size_t level, std::size_t unit) {
  return "decoder.unit" + std::to_string(level) + std::to_string(unit);
}

// Windowed cosines from 0 to 8 kHz with random phases, where the network is to begin: [filters, 1, taps].
at::Tensor filter_bank(std::int64_t filters, std::int64_t taps, double gain, at::Generator& generator) {
  const at::Tensor time = at::arange(taps, at::kFloat).unsqueeze(0);
  const at::Tensor frequency = ((at::arange(filters, at::kFloat) + 0.5) / filters * std::numbers::pi).unsqueeze(1);
  const at::Tensor phase = at::rand({filters, 1}, generator, at::TensorOptions().dtype(at::kFloat));
  const at::Tensor bank = at::hann_window(taps) * (frequency * time + phase * (2 * std::numbers::pi)).cos();
  return (bank * gain).unsqueeze(1);
}

}  // namespace

WaveformCodec::WaveformCodec(std::uint64_t seed) : quantiser_(parameters(), kShape) {
  at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    add_convolution(parameters(), down(level), generator, std::sqrt(2.0));
    add_convolution(parameters(), up(level), generator, std::sqrt(2.0));
    add_residual_unit(parameters(), encoder_unit_name(level), kLevels[level].outputs, generator);
    for (std::size_t unit = 0; unit < kDilations.size(); ++unit) {
      add_residual_unit(parameters(), decoder_unit_name(level, unit), kLevels[level].outputs, generator);
    }
  }
  add_convolution(parameters(), kToCode, generator);
  add_convolution(parameters(), kFromCode, generator, std::sqrt(2.0));
  const at::NoGradGuard no_gradients;
  const Level& first = kLevels[0];
  parameters().at("encoder.down0.weight").copy_(filter_bank(first.outputs, first.taps, 2, generator));
  parameters().at("decoder.up0.weight").copy_(filter_bank(first.outputs, first.taps, 0.02, generator));
}

at::Tensor WaveformCodec::analyse(const at::Tensor& signals) const {
  at::Tensor x = signals.unsqueeze(1);
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    x = convolve(parameters(), down(level), level == 0 ? x : activation(x));
    x = residual_unit(parameters(), encoder_unit_name(level), kLevels[level].outputs, 1, x);
  }
  return convolve(parameters(), kToCode, activation(x));
}

at::Tensor WaveformCodec::synthesise(const at::Tensor& vectors) const {
  at::Tensor x = convolve(parameters(), kFromCode, vectors);
  for (std::size_t level = kLevels.size(); level-- > 0;) {
    for (std::size_t unit = 0; unit < kDilations.size(); ++unit)
      x = residual_unit(parameters(), decoder_unit_name(level, unit), kLevels[level].outputs, kDilations[unit], x);
    x = convolve(parameters(), up(level), activation(x));
  }
  return x.squeeze(1);
}

at::Tensor WaveformCodec::loss(const at::Tensor& signals, bool quantise, at::Generator& generator) {
  at::Tensor vectors = analyse(signals);
  at::Tensor commitment = at::zeros({});
  if (quantise) {
    const at::Tensor rows = vectors.transpose(1, 2).reshape({-1, kShape.dimensions});
    const Quantised quantised = quantiser_.learn(rows, generator);
    vectors = quantised.values.reshape({vectors.size(0), vectors.size(2), kShape.dimensions}).transpose(1, 2);
    commitment = quantised.commitment;
  }
  const at::Tensor made = synthesise(vectors);
  const at::Tensor wave = (made - signals).abs().mean() / (signals.abs().mean() + 1e-4);
  return spectral_loss(made, signals) + wave * kWaveformWeight + commitment * kCommitmentWeight;
}

at::Tensor WaveformCodec::encode(const at::Tensor& signals) const {
  const at::NoGradGuard no_gradients;
  const at::Tensor vectors = analyse(signals);
  const at::Tensor codes = quantiser_.encode(vectors.transpose(1, 2).reshape({-1, kShape.dimensions}));
  return codes.reshape({vectors.size(0), vectors.size(2), kShape.books}).transpose(1, 2);
}

at::Tensor WaveformCodec::decode(const at::Tensor& codes) const {
  const at::NoGradGuard no_gradients;
  const at::Tensor rows = quantiser_.decode(codes.transpose(1, 2).reshape({-1, kShape.books}));
  return synthesise(rows.reshape({codes.size(0), codes.size(2), kShape.dimensions}).transpose(1, 2));
}

std::int64_t WaveformCodec::frame_samples() const {
  std::int64_t samples = 1;
  for (const Level& level : kLevels) samples *= level.stride;
  return samples;
}

std::vector<std::int64_t> WaveformCodec::book_sizes() const {
  return std::vector<std::int64_t>(static_cast<std::size_t>(kShape.books), kShape.entries);
}

}  // namespace tributary::lab
