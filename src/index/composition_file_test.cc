#include "index/composition_file.h"

#include <unistd.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "index/byte_stream.h"
#include "index/sealed_file.h"

namespace tributary::index {
namespace {

using ::testing::HasSubstr;

constexpr FileKind kKind{{'T', 'R', 'I', 'B', 'C', 'P', '\r', '\n'}, kCompositionVersion, "composition file"};

std::vector<float> random_values(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

CompositionFeatures random_features(std::size_t frames, std::size_t segments, std::uint64_t seed) {
  return quantise_composition(random_values(frames * kCompositionFrameValues, seed),
                              random_values(segments * kCompositionSegmentValues, seed + 1));
}

template <typename A, typename B>
double cosine(std::span<const A> a, std::span<const B> b) {
  double product = 0;
  double a_norm = 0;
  double b_norm = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    a_norm += static_cast<double>(a[i]) * static_cast<double>(a[i]);
    b_norm += static_cast<double>(b[i]) * static_cast<double>(b[i]);
  }
  return product / std::sqrt(a_norm * b_norm);
}

// A body whose every field a test can set, under a header that fits.
struct Body {
  std::uint32_t frames = 0;
  std::uint32_t segments = 0;
  std::vector<std::byte> rest = {};

  std::vector<std::byte> sealed() const {
    ByteWriter writer;
    writer.put(frames);
    writer.put(segments);
    writer.put_all(std::span<const std::byte>(rest));
    return seal(kKind, writer.bytes());
  }
};

void expect_corrupt(const std::vector<std::byte>& bytes, const std::string& reason) {
  const auto features = decode_composition(bytes, "compositions/rec_1.cp");
  ASSERT_FALSE(features.ok());
  EXPECT_EQ(features.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(features.error().message, HasSubstr("compositions/rec_1.cp: " + reason));
}

// Values that spread as widely as a normal distribution's are the hardest of what was tried.
TEST(QuantiseComposition, KeepsTheDirectionOfFramesAndSegments) {
  const auto frames = random_values(200 * kCompositionFrameValues, 1);
  const auto segments = random_values(50 * kCompositionSegmentValues, 2);
  const CompositionFeatures features = quantise_composition(frames, segments);
  ASSERT_EQ(features.frame_count(), 200U);
  ASSERT_EQ(features.segment_count(), 50U);
  double mean = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const double near =
        cosine(std::span(frames).subspan(i * kCompositionFrameValues, kCompositionFrameValues),
               std::span(features.frames).subspan(i * kCompositionFrameValues, kCompositionFrameValues));
    EXPECT_GT(near, 0.94);
    mean += near / 200;
  }
  EXPECT_GT(mean, 0.978);
  for (std::size_t i = 0; i < 50; ++i) {
    const auto segment = features.segment(i);
    EXPECT_GT(cosine(std::span(segments).subspan(i * kCompositionSegmentValues, kCompositionSegmentValues), segment),
              0.999);
    EXPECT_NEAR(std::sqrt(cosine(segment, segment)), 1, 1e-9);
  }
}

TEST(QuantiseComposition, DoesNotCareForTheLevel) {
  auto frames = random_values(20 * kCompositionFrameValues, 3);
  const auto segments = random_values(2 * kCompositionSegmentValues, 4);
  const CompositionFeatures features = quantise_composition(frames, segments);
  for (float& value : frames) value *= 0.0625F;
  EXPECT_EQ(quantise_composition(frames, segments), features);
}

TEST(QuantiseComposition, TakesSilenceAndWhatIsNoNumberForZero) {
  std::vector<float> frames(2 * kCompositionFrameValues);
  frames[0] = std::numeric_limits<float>::quiet_NaN();
  frames[kCompositionFrameValues] = std::numeric_limits<float>::infinity();
  frames[kCompositionFrameValues + 1] = -0.5F;
  std::vector<float> segments(kCompositionSegmentValues);
  segments[3] = std::numeric_limits<float>::quiet_NaN();
  CompositionFeatures expected;
  expected.frames.assign(2 * kCompositionFrameValues, 0);
  expected.segments.assign(kCompositionSegmentValues, 0);
  const CompositionFeatures features = quantise_composition(frames, segments);
  EXPECT_LT(features.frames[kCompositionFrameValues + 1], 0);
  expected.frames[kCompositionFrameValues + 1] = features.frames[kCompositionFrameValues + 1];
  EXPECT_EQ(features, expected);
}

TEST(CompositionFile, GivesBackAnyFeatures) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto features = random_features(seed * 7, seed % 5, seed);
    const auto decoded = decode_composition(encode_composition(features), "x");
    ASSERT_TRUE(decoded.ok()) << decoded.error().message;
    EXPECT_EQ(*decoded, features);
  }
}

TEST(CompositionFile, GivesBackTheExtremesOfEveryField) {
  CompositionFeatures features;
  for (const int level : {-3, 3, 0})
    features.frames.insert(features.frames.end(), kCompositionFrameValues, static_cast<std::int8_t>(level));
  features.segments.assign(kCompositionSegmentValues, -128);
  features.segments.resize(2 * kCompositionSegmentValues, 127);
  EXPECT_EQ(*decode_composition(encode_composition(features), "x"), features);
}

TEST(CompositionFile, TakesLessThan20kBForThreeMinutes) {
  EXPECT_LT(encode_composition(random_features(900, 34, 5)).size(), 20000U);
}

// A change of these bytes changes what every stored file means: it needs a new version.
TEST(CompositionFile, KeepsTheBytesOfItsVersion) {
  CompositionFeatures features;
  features.frames.assign(kCompositionFrameValues, -3);
  features.frames[0] = -2;
  features.frames[16] = -1;
  features.frames[33] = 3;
  features.segments.assign(kCompositionSegmentValues, 5);
  features.segments[0] = -1;
  const auto bytes = encode_composition(features);
  std::vector<std::byte> expected(8 + kCompositionSegmentValues, std::byte{5});
  const auto set = [&](std::size_t place, std::initializer_list<unsigned> values) {
    for (const unsigned value : values) expected[place++] = static_cast<std::byte>(value);
  };
  set(0, {1, 0, 0, 0, 1, 0, 0, 0, 0xFF});
  // 1 | 2 << 45 | 6 * 7 << 90
  for (const unsigned value : {1U, 0U, 0U, 0U, 0U, 0x40U, 0U, 0U, 0U, 0U, 0U, 0xA8U, 0U, 0U, 0U, 0U, 0U})
    expected.push_back(static_cast<std::byte>(value));
  EXPECT_EQ(std::vector<std::byte>(bytes.begin() + kSealBytes, bytes.end()), expected);
  EXPECT_EQ(kCompositionVersion, 1U);
}

TEST(CompositionFile, IsReadFromDisk) {
  const auto path =
      std::filesystem::path(::testing::TempDir()) / ("composition_file_test_" + std::to_string(::getpid()));
  const auto features = random_features(20, 2, 6);
  ASSERT_TRUE(base::replace_file(path, encode_composition(features)).ok());
  const auto read = read_composition_file(path);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, features);
  std::filesystem::remove(path);
  EXPECT_EQ(read_composition_file(path).error().code, ErrorCode::kNotFound);
}

TEST(CompositionFile, RefusesAnotherKindOfFile) {
  expect_corrupt(seal({{'T', 'R', 'I', 'B', 'F', 'P', '\r', '\n'}, 1, "fingerprint file"}, {}),
                 "is not a composition file");
}

TEST(CompositionFile, RefusesAnotherVersion) {
  FileKind newer = kKind;
  ++newer.version;
  const auto features = decode_composition(seal(newer, {}), "x");
  ASSERT_FALSE(features.ok());
  EXPECT_EQ(features.error().code, ErrorCode::kUnsupported);
}

TEST(CompositionFile, RefusesABodyWithoutCounts) {
  expect_corrupt(seal(kKind, std::vector<std::byte>(7)), "ends before its counts");
}

// Reserving room for them before counting the bytes would take hundreds of GiB.
TEST(CompositionFile, RefusesCountsThatDoNotFitItsBytes) {
  expect_corrupt(Body{4294967295, 4294967295, std::vector<std::byte>(145)}.sealed(),
                 "states 4294967295 frames and 4294967295 segments, which take 622770257775 bytes, where 145 follow");
  expect_corrupt(Body{1, 0, std::vector<std::byte>(16)}.sealed(), "states 1 frames and 0 segments");
  expect_corrupt(Body{1, 0, std::vector<std::byte>(18)}.sealed(), "states 1 frames and 0 segments");
}

TEST(CompositionFile, RefusesAFrameOutsideTheLevels) {
  Body body{2, 0, std::vector<std::byte>(34)};
  body.rest[17 + 4] = std::byte{0xFF};  // the first third's highest bits
  body.rest[17 + 5] = std::byte{0x1F};
  expect_corrupt(body.sealed(), "has frame 1 outside the levels");
  body.rest[17 + 4] = body.rest[17 + 5] = std::byte{0};
  body.rest[33] = std::byte{0x80};  // the bit that no third uses
  expect_corrupt(body.sealed(), "has frame 1 outside the levels");
}

TEST(CompositionFile, RefusesEveryPrefix) {
  const auto genuine = encode_composition(random_features(8, 1, 7));
  for (std::size_t size = 0; size < genuine.size(); ++size)
    EXPECT_FALSE(decode_composition(std::span(genuine).first(size), "x").ok()) << size;
}

}  // namespace
}  // namespace tributary::index
