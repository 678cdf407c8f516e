// Tensor files give back what went in, and refuse what was damaged.
#include "encoder/tensor_file.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::encoder {
namespace {

using ::testing::HasSubstr;

std::vector<NamedTensor> example() {
  return {{"stem.weight", {2, 3}, {0.5F, -1.25F, 3.0F, 0.0F, 65504.0F, -0.0009765625F}}, {"steps", {}, {7.0F}}};
}

TEST(TensorFile, gives_back_what_went_in) {
  for (const TensorPrecision precision : {TensorPrecision::kFloat32, TensorPrecision::kFloat16}) {
    const auto bytes = encode_tensor_file(example(), precision);
    ASSERT_TRUE(bytes.ok());
    const auto tensors = decode_tensor_file(*bytes, "x");
    ASSERT_TRUE(tensors.ok()) << tensors.error().message;
    EXPECT_EQ(*tensors, example());
  }
}

TEST(TensorFile, halves_are_the_nearest) {
  std::mt19937 engine(3);
  std::normal_distribution<float> normal(0, 1);
  NamedTensor tensor{"x", {2000}, {}};
  for (int i = 0; i < 2000; ++i) tensor.values.push_back(normal(engine) * std::exp2(static_cast<float>(i % 30 - 20)));
  const auto tensors = decode_tensor_file(*encode_tensor_file({{tensor}}, TensorPrecision::kFloat16), "x");
  ASSERT_TRUE(tensors.ok());
  for (std::size_t i = 0; i < tensor.values.size(); ++i) {
    const float value = tensor.values[i];
    const float half_step = std::max(std::abs(value) * 0x1p-11F, 0x1p-25F);
    EXPECT_NEAR((*tensors)[0].values[i], value, half_step);
  }
}

TEST(TensorFile, refuses_every_cut_and_every_flipped_byte) {
  const auto bytes = encode_tensor_file(example(), TensorPrecision::kFloat16);
  ASSERT_TRUE(bytes.ok());
  for (std::size_t length = 0; length < bytes->size(); ++length)
    EXPECT_FALSE(decode_tensor_file(std::span(*bytes).first(length), "x").ok()) << length;
  for (std::size_t i = 0; i < bytes->size(); ++i) {
    std::vector<std::byte> damaged = *bytes;
    damaged[i] ^= std::byte{0x41};
    EXPECT_FALSE(decode_tensor_file(damaged, "x").ok()) << i;
  }
}

TEST(TensorFile, says_what_is_wrong_with_a_tensor) {
  const auto message = [](const NamedTensor& tensor) {
    return encode_tensor_file({{tensor}}, TensorPrecision::kFloat16).error().message;
  };
  EXPECT_THAT(message({"", {1}, {1.0F}}), HasSubstr("name"));
  EXPECT_THAT(message({"a", {2}, {1.0F}}), HasSubstr("number of values"));
  EXPECT_THAT(message({"a", {0}, {}}), HasSubstr("size out of range"));
  EXPECT_THAT(message({"a", {1}, {65536.0F}}), HasSubstr("cannot hold"));
  EXPECT_THAT(message({"a", {1}, {std::numeric_limits<float>::quiet_NaN()}}), HasSubstr("cannot hold"));
}

TEST(TensorFile, refuses_two_tensors_of_one_name) {
  const NamedTensor tensor{"a", {1}, {1.0F}};
  const auto bytes = encode_tensor_file({{tensor, tensor}}, TensorPrecision::kFloat32);
  ASSERT_TRUE(bytes.ok());
  EXPECT_THAT(decode_tensor_file(*bytes, "file").error().message, HasSubstr("two tensors named \"a\""));
}

}  // namespace
}  // namespace tributary::encoder
