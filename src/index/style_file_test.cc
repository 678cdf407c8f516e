#include "index/style_file.h"

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "index/byte_stream.h"
#include "index/sealed_file.h"

namespace tributary::index {
namespace {

using ::testing::HasSubstr;

constexpr FileKind kKind{{'T', 'R', 'I', 'B', 'S', 'T', '\r', '\n'}, kStyleVersion, "style file"};

std::vector<float> random_values(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

StyleFeatures random_features(std::size_t windows) {
  return summarise_style(quantise_style(random_values(windows * kStyleValues, 1)));
}

double norm(std::span<const std::int8_t> vector) {
  double power = 0;
  for (const std::int8_t value : vector) power += value * value;
  return std::sqrt(power);
}

void expect_corrupt(const std::vector<std::byte>& bytes, const std::string& reason) {
  const auto features = decode_style(bytes, "styles/rec_1.style");
  ASSERT_FALSE(features.ok());
  EXPECT_EQ(features.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(features.error().message, HasSubstr("styles/rec_1.style: " + reason));
}

std::vector<std::byte> sealed(std::uint32_t sections, std::size_t bytes_behind) {
  ByteWriter writer;
  writer.put(sections);
  for (std::size_t i = 0; i < bytes_behind; ++i) writer.put(std::uint8_t{1});
  return seal(kKind, writer.bytes());
}

TEST(StyleFile, gives_back_what_was_stored) {
  for (const std::size_t windows : {0U, 1U, 12U, 34U}) {
    const StyleFeatures features = random_features(windows);
    const auto again = decode_style(encode_style(features), "a");
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(*again, features);
  }
}

TEST(StyleFile, takes_less_than_a_kilobyte_however_long_the_track) {
  EXPECT_LE(encode_style(random_features(34)).size(), 1000U);
  EXPECT_LE(encode_style(random_features(3000)).size(), 1000U);
}

TEST(StyleFile, refuses_more_sections_than_there_may_be) { expect_corrupt(sealed(13, 13 * 64), "states 13 sections"); }

TEST(StyleFile, refuses_a_count_that_does_not_fit_what_follows) {
  expect_corrupt(sealed(2, 64), "states 2 sections, which take 128 bytes, where 64 follow");
  expect_corrupt(sealed(1, 65), "states 1 sections, which take 64 bytes, where 65 follow");
  expect_corrupt(sealed(std::numeric_limits<std::uint32_t>::max(), 64), "states 4294967295 sections");
}

TEST(StyleFile, refuses_a_body_without_a_count) {
  const std::vector<std::byte> body(3);
  expect_corrupt(seal(kKind, body), "ends before its count");
}

TEST(StyleFile, refuses_every_damaged_byte) {
  const std::vector<std::byte> genuine = encode_style(random_features(3));
  for (std::size_t i = 0; i < genuine.size(); ++i) {
    std::vector<std::byte> damaged = genuine;
    damaged[i] ^= std::byte{0x10};
    EXPECT_FALSE(decode_style(damaged, "a").ok()) << "byte " << i;
  }
}

TEST(StyleFeatures, keep_the_direction_and_make_one_length) {
  std::vector<float> values = random_values(kStyleValues, 3);
  const auto small = quantise_style(values);
  for (float& value : values) value *= 100;
  EXPECT_EQ(quantise_style(values), small);
  EXPECT_NEAR(norm(small), kStyleNorm, 2);
}

TEST(StyleFeatures, treat_what_is_no_number_as_zero) {
  std::vector<float> values(kStyleValues);
  values[0] = std::numeric_limits<float>::quiet_NaN();
  values[1] = -1;
  values[2] = std::numeric_limits<float>::infinity();
  const auto quantised = quantise_style(values);
  EXPECT_EQ(quantised[0], 0);
  EXPECT_EQ(quantised[1], -kStyleNorm);
  EXPECT_EQ(quantised[2], 0);
}

TEST(StyleFeatures, summarise_what_sounds_in_its_order) {
  std::vector<float> values(4 * kStyleValues);
  values[0] = 1;                     // a window of one direction
  values[2 * kStyleValues + 5] = 1;  // after a silent one, another
  const StyleFeatures features = summarise_style(quantise_style(values));
  ASSERT_EQ(features.section_count(), 2U);
  EXPECT_EQ(features.sections[0], kStyleNorm);
  EXPECT_EQ(features.sections[kStyleValues + 5], kStyleNorm);
}

TEST(StyleFeatures, are_means_of_directions_in_long_tracks) {
  std::vector<float> values;
  for (std::size_t window = 0; window < 24; ++window) {
    values.resize(values.size() + kStyleValues);
    values[window * kStyleValues + window % 2] = 1;
  }
  const StyleFeatures features = summarise_style(quantise_style(values));
  ASSERT_EQ(features.section_count(), kStyleSectionsMax);
  EXPECT_EQ(features.sections[0], features.sections[1]);
  EXPECT_NEAR(features.sections[0], kStyleNorm / std::sqrt(2.0), 1);
}

}  // namespace
}  // namespace tributary::index
