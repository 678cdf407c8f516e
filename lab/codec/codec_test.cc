// The codecs code: whole numbers within a budget of bits come between what goes in and what comes out.
#include <cmath>
#include <cstdint>
#include <memory>
#include <tuple>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "lab/codec/adam.h"
#include "lab/codec/codec_graph.h"
#include "lab/codec/residual_quantiser.h"
#include "lab/codec/scalar_quantiser.h"
#include "lab/codec/spectrum.h"

namespace tributary::lab {
namespace {

at::Generator generator_of(std::uint64_t seed) { return at::make_generator<at::CPUGeneratorImpl>(seed); }

at::Tensor noise(std::int64_t batch, std::int64_t samples, std::uint64_t seed) {
  at::Generator generator = generator_of(seed);
  return at::randn({batch, samples}, generator, at::TensorOptions().dtype(at::kFloat)) * 0.1;
}

// Two partials of a tone that fades.
at::Tensor tone(std::int64_t samples, double frequency_hz) {
  const at::Tensor time = at::arange(samples, at::kFloat) / kCodecRateHz;
  const at::Tensor phase = time * (2 * 3.14159265 * frequency_hz);
  return ((phase.sin() + (phase * 2).sin() * 0.5) * (time * -1).exp() * 0.15).unsqueeze(0);
}

class EveryCodec : public ::testing::TestWithParam<CodecKind> {
 protected:
  // Codebooks are chosen by the first batch that is quantised.
  static std::unique_ptr<CodecGraph> begun(std::uint64_t seed) {
    std::unique_ptr<CodecGraph> graph = make_codec(GetParam(), seed);
    at::Generator generator = generator_of(seed);
    graph->loss(noise(2, 5120, 11), true, generator);
    return graph;
  }
};

INSTANTIATE_TEST_SUITE_P(Kinds, EveryCodec, ::testing::Values(CodecKind::kWaveform, CodecKind::kSpectral),
                         [](const auto& kind) { return kind.param == CodecKind::kWaveform ? "a" : "b"; });

TEST_P(EveryCodec, sends_whole_numbers_within_its_budget) {
  const auto graph = begun(1);
  EXPECT_GE(bits_per_second(*graph), 1500);
  EXPECT_LE(bits_per_second(*graph), 3000);
  const std::int64_t samples = 8 * 2560;
  const at::Tensor codes = graph->encode(noise(3, samples, 2));
  ASSERT_EQ(codes.scalar_type(), at::kLong);
  ASSERT_EQ(codes.dim(), 3);
  EXPECT_EQ(codes.size(0), 3);
  EXPECT_NEAR(static_cast<double>(codes.size(2)),
              static_cast<double>(samples) / static_cast<double>(graph->frame_samples()), 1);
  const std::vector<std::int64_t> sizes = graph->book_sizes();
  ASSERT_EQ(codes.size(1), static_cast<std::int64_t>(sizes.size()));
  for (std::size_t book = 0; book < sizes.size(); ++book) {
    const at::Tensor used = codes.select(1, static_cast<std::int64_t>(book));
    EXPECT_GE(used.min().item<std::int64_t>(), 0);
    EXPECT_LT(used.max().item<std::int64_t>(), sizes[book]);
    EXPECT_GT(std::get<0>(at::_unique(used)).numel(), 1) << "book " << book;
  }
}

TEST_P(EveryCodec, decodes_at_least_as_many_samples_as_it_encoded) {
  const auto graph = begun(1);
  for (const std::int64_t samples : {2 * 2560, 5 * 2560}) {
    const at::Tensor decoded = graph->decode(graph->encode(noise(2, samples, 3)));
    ASSERT_EQ(decoded.dim(), 2);
    EXPECT_EQ(decoded.size(0), 2);
    EXPECT_GE(decoded.size(1), samples);
    EXPECT_TRUE(decoded.isfinite().all().item<bool>());
  }
}

TEST_P(EveryCodec, is_the_same_for_a_seed_and_another_for_another) {
  const at::Tensor signal = noise(1, 4 * 2560, 4);
  const at::Tensor first = begun(7)->encode(signal);
  EXPECT_TRUE(first.equal(begun(7)->encode(signal)));
  EXPECT_FALSE(first.equal(begun(8)->encode(signal)));
  const auto graph = begun(7);
  EXPECT_TRUE(graph->decode(first).equal(graph->decode(first)));
}

TEST_P(EveryCodec, learns) {
  const auto graph = begun(3);
  Adam optimizer(graph->parameters());
  at::Generator generator = generator_of(5);
  const at::Tensor signals = at::cat({tone(10240, 220), tone(10240, 330)});
  double first = 0;
  double last = 0;
  constexpr int kSteps = 25;
  for (int step = 0; step < kSteps; ++step) {
    const at::Tensor loss = graph->loss(signals, true, generator);
    if (step == 0) first = loss.item<double>();
    last = loss.item<double>();
    optimizer.zero_gradients();
    loss.backward();
    optimizer.step(2e-3);
  }
  EXPECT_LT(last, 0.8 * first);
}

TEST(ResidualQuantiser, comes_nearer_with_every_book) {
  at::Generator generator = generator_of(1);
  const at::Tensor vectors = at::randn({600, 8}, generator, at::TensorOptions().dtype(at::kFloat));
  double before = vectors.square().mean().item<double>();
  for (const std::int64_t books : {1, 2, 4}) {
    ParameterSet parameters;
    ResidualQuantiser quantiser(parameters, {.books = books, .entries = 64, .dimensions = 8});
    for (int step = 0; step < 60; ++step) quantiser.learn(vectors, generator);
    const at::Tensor error = quantiser.decode(quantiser.encode(vectors)) - vectors;
    const double after = error.square().mean().item<double>();
    EXPECT_LT(after, 0.75 * before) << books;
    before = after;
  }
}

TEST(ResidualQuantiser, gives_back_entries_alone_and_lets_gradients_pass) {
  at::Generator generator = generator_of(2);
  ParameterSet parameters;
  ResidualQuantiser quantiser(parameters, {.books = 1, .entries = 4, .dimensions = 3});
  at::Tensor vectors = at::randn({50, 3}, generator, at::TensorOptions().dtype(at::kFloat));
  vectors.set_requires_grad(true);
  const at::Tensor values = quantiser.learn(vectors, generator).values;
  EXPECT_LE(std::get<0>(at::unique_dim(values.detach().round(3), 0)).size(0), 4);
  values.sum().backward();
  EXPECT_TRUE(vectors.grad().equal(at::ones_like(vectors)));
}

TEST(ScalarQuantiser, rounds_to_its_levels) {
  const ScalarQuantiser quantiser(5);
  const at::Tensor x = at::linspace(-6, 6, 400);
  const at::Tensor codes = quantiser.encode(x);
  EXPECT_EQ(codes.min().item<std::int64_t>(), 0);
  EXPECT_EQ(codes.max().item<std::int64_t>(), 4);
  EXPECT_LE((quantiser.decode(codes) - x.tanh()).abs().max().item<double>(), 0.2501);
  EXPECT_TRUE(quantiser.learn(x).allclose(quantiser.decode(codes)));
}

TEST(SignalsOfMagnitudes, finds_phases_that_fit) {
  const at::Tensor signal = tone(16 * 512, 440);
  const at::Tensor wanted = magnitudes(signal, 2048, 512);
  const at::Tensor made = signals_of_magnitudes(wanted, 2048, 512, 32);
  ASSERT_EQ(made.sizes(), signal.sizes());
  const at::Tensor error = magnitudes(made, 2048, 512) - wanted;
  EXPECT_LT((error.norm() / wanted.norm()).item<double>(), 0.2);
}

}  // namespace
}  // namespace tributary::lab
