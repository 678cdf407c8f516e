// The convolution against one that is written out.
#include "encoder/convolution.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::encoder {
namespace {

std::vector<float> drawn(std::size_t count, std::uint32_t seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> value(-1, 1);
  std::vector<float> values(count);
  for (float& one : values) one = value(engine);
  return values;
}

Activations drawn_activations(std::int64_t time, std::int64_t pitch, std::int64_t channels, std::uint32_t seed) {
  Activations x = Activations::unfilled(time, pitch, channels);
  const std::vector<float> values = drawn(x.values.size(), seed);
  std::copy(values.begin(), values.end(), x.values.begin());
  return x;
}

struct Case {
  ConvolutionShape shape;
  Ending ending = Ending::kLinear;
  std::int64_t time = 1;
  std::int64_t pitch = 1;

  std::vector<float> weights() const {
    return drawn(static_cast<std::size_t>(shape.outputs * shape.inputs * shape.time_taps * shape.pitch_taps), 1);
  }
  std::vector<float> bias() const { return drawn(static_cast<std::size_t>(shape.outputs), 2); }
  Activations input() const { return drawn_activations(time, pitch, shape.inputs, 3); }
};

// What output `o` is at (t, p), before what the ending does.
float written_out(const Case& c, const Activations& x, std::int64_t t, std::int64_t p, std::int64_t o) {
  const ConvolutionShape& s = c.shape;
  const std::vector<float> weights = c.weights();
  float sum = c.bias()[static_cast<std::size_t>(o)];
  for (std::int64_t i = 0; i < s.inputs; ++i)
    for (std::int64_t a = 0; a < s.time_taps; ++a)
      for (std::int64_t b = 0; b < s.pitch_taps; ++b) {
        const std::int64_t from = t * s.time_stride + (a - (s.time_taps - 1) / 2) * s.time_dilation;
        if (from < 0 || from >= x.time) continue;
        const auto place = static_cast<std::size_t>(((o * s.inputs + i) * s.time_taps + a) * s.pitch_taps + b);
        sum += weights[place] * x.at(from, p * s.pitch_stride + b)[static_cast<std::size_t>(i)];
      }
  return sum;
}

class EveryCase : public ::testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Convolution, EveryCase,
                         ::testing::Values(Case{{2, 4, 5, 9, 2, 3, 1}, Ending::kRectified, 21, 30},
                                           Case{{8, 8, 3, 3, 1, 1, 1}, Ending::kResidual, 7, 9},
                                           Case{{8, 8, 3, 12, 1, 1, 4}, Ending::kResidual, 19, 23},
                                           Case{{16, 4, 1, 1, 1, 1, 1}, Ending::kLinear, 5, 12},
                                           Case{{3, 5, 3, 3, 2, 1, 1}, Ending::kLinear, 1, 5},
                                           Case{{3, 5, 3, 3, 2, 1, 1}, Ending::kLinear, 8, 5}));

TEST_P(EveryCase, is_the_sum_it_stands_for) {
  const Case& c = GetParam();
  const Activations x = c.input();
  Convolution convolution(c.shape, c.ending, c.weights(), c.bias());
  const std::int64_t time = (c.time - 1) / c.shape.time_stride + 1;
  const std::int64_t pitch = (c.pitch - c.shape.pitch_taps) / c.shape.pitch_stride + 1;
  const Activations before = drawn_activations(time, pitch, c.shape.outputs, 4);
  Activations y = before;
  convolution.run(x, y);
  ASSERT_EQ(y.time, time);
  ASSERT_EQ(y.pitch, pitch);
  for (std::int64_t t = 0; t < time; ++t)
    for (std::int64_t p = 0; p < pitch; ++p)
      for (std::int64_t o = 0; o < c.shape.outputs; ++o) {
        const auto place = static_cast<std::size_t>(o);
        float expected = written_out(c, x, t, p, o);
        if (c.ending == Ending::kResidual) expected += before.at(t, p)[place];
        if (c.ending != Ending::kLinear) expected = std::max(expected, 0.0F);
        ASSERT_NEAR(y.at(t, p)[place], expected, 1e-4) << t << ' ' << p << ' ' << o;
      }
  EXPECT_EQ(convolution.multiplications(),
            time * pitch * c.shape.outputs * c.shape.inputs * c.shape.time_taps * c.shape.pitch_taps);
}

TEST(Convolution, does_not_remember_what_it_saw_before) {
  const Case c{{2, 4, 3, 3, 1, 1, 1}, Ending::kLinear, 6, 8};
  Convolution convolution(c.shape, c.ending, c.weights(), c.bias());
  Activations first;
  convolution.run(c.input(), first);
  for (std::int64_t time = 1; time < 12; ++time) {  // more sizes than are kept prepared
    Activations other;
    convolution.run(Activations::sized(time, 8, 2), other);
  }
  Activations again;
  convolution.run(c.input(), again);
  EXPECT_EQ(first.values, again.values);
}

}  // namespace
}  // namespace tributary::encoder
