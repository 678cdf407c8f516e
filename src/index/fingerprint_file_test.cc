#include "index/fingerprint_file.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "dsp/synthetic_fingerprint.h"
#include "index/byte_stream.h"
#include "index/sealed_file.h"

namespace tributary::index {
namespace {

using ::testing::HasSubstr;

constexpr FileKind kKind{{'T', 'R', 'I', 'B', 'F', 'P', '\r', '\n'}, kFingerprintVersion, "fingerprint file"};

// A body whose every field a test can set, under a header that fits.
struct Body {
  double duration_s = 10;
  std::uint32_t peaks = 0;
  std::uint32_t bands = 0;
  std::uint32_t contour_words = 0;
  ByteWriter rest = {};

  Body& put_peak(std::uint32_t frames_on, unsigned pitch, unsigned level = 20) {
    rest.put_varint(frames_on);
    rest.put(static_cast<std::uint16_t>(level << 10U | pitch));
    return *this;
  }
  Body& put(const std::vector<std::byte>& bytes) {
    rest.put_all(std::span<const std::byte>(bytes));
    return *this;
  }
  std::vector<std::byte> sealed() {
    ByteWriter writer;
    writer.put(duration_s);
    writer.put(peaks);
    writer.put(bands);
    writer.put(contour_words);
    writer.put_all(std::span<const std::byte>(rest.bytes()));
    return seal(kKind, writer.bytes());
  }
};

void expect_corrupt(const std::vector<std::byte>& bytes, const std::string& reason) {
  const auto fingerprint = decode_fingerprint(bytes, "fingerprints/rec_1.fp");
  ASSERT_FALSE(fingerprint.ok());
  EXPECT_EQ(fingerprint.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(fingerprint.error().message, HasSubstr("fingerprints/rec_1.fp: " + reason));
}

TEST(FingerprintFile, GivesBackAnyFingerprint) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto fingerprint = dsp::random_fingerprint(0.7 + static_cast<double>(seed) * 1.3, seed);
    const auto decoded = decode_fingerprint(encode_fingerprint(fingerprint), "x");
    ASSERT_TRUE(decoded.ok()) << decoded.error().message;
    EXPECT_EQ(*decoded, fingerprint);
  }
}

TEST(FingerprintFile, GivesBackTheExtremesOfEveryField) {
  dsp::Fingerprint fingerprint;
  EXPECT_EQ(*decode_fingerprint(encode_fingerprint(fingerprint), "x"), fingerprint);
  fingerprint.duration_s = 100000;
  fingerprint.band_levels.assign(dsp::kBands, 255);
  fingerprint.contour.words = {0, (1U << dsp::kContourBits) - 1};
  fingerprint.peaks = {{0, 0, 0}, {0, dsp::kPitchLimit - 1, dsp::kPeakLevels - 1}, {6250001, 0, 63}};
  const auto decoded = decode_fingerprint(encode_fingerprint(fingerprint), "x");
  ASSERT_TRUE(decoded.ok()) << decoded.error().message;
  EXPECT_EQ(*decoded, fingerprint);
}

TEST(FingerprintFile, GivesTheSameFingerprintTheSameBytes) {
  EXPECT_EQ(encode_fingerprint(dsp::random_fingerprint(20, 1)), encode_fingerprint(dsp::random_fingerprint(20, 1)));
}

// A change of these bytes changes what every stored fingerprint means: it needs a new version.
TEST(FingerprintFile, KeepsTheBytesOfItsVersion) {
  dsp::Fingerprint fingerprint;
  fingerprint.duration_s = 4;
  fingerprint.band_levels.assign(dsp::kBands, 9);
  fingerprint.contour.words = {0x21436507};
  fingerprint.peaks = {{3, 5, 1}, {203, 999, 63}};
  const auto bytes = encode_fingerprint(fingerprint);
  std::vector<std::byte> expected(20 + dsp::kBands, std::byte{9});
  const auto set = [&](std::size_t place, std::initializer_list<unsigned> values) {
    for (const unsigned value : values) expected[place++] = static_cast<std::byte>(value);
  };
  set(0, {0, 0, 0, 0, 0, 0, 0x10, 0x40, 2, 0, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0});
  for (const unsigned value : {0x07U, 0x65U, 0x43U, 0x21U, 0x03U, 0x05U, 0x04U, 0xC8U, 0x01U, 0xE7U, 0xFFU})
    expected.push_back(static_cast<std::byte>(value));
  EXPECT_EQ(std::vector<std::byte>(bytes.begin() + kSealBytes, bytes.end()), expected);
  EXPECT_EQ(kFingerprintVersion, 2U);
}

TEST(FingerprintFile, IsReadFromDisk) {
  const auto path =
      std::filesystem::path(::testing::TempDir()) / ("fingerprint_file_test_" + std::to_string(::getpid()));
  const auto fingerprint = dsp::random_fingerprint(20, 2);
  ASSERT_TRUE(base::replace_file(path, encode_fingerprint(fingerprint)).ok());
  const auto read = read_fingerprint_file(path);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, fingerprint);
  ASSERT_TRUE(base::replace_file(path, std::vector<std::byte>(3)).ok());
  EXPECT_THAT(read_fingerprint_file(path).error().message, HasSubstr(path.string() + ": is 3 bytes long"));
  std::filesystem::remove(path);
  EXPECT_EQ(read_fingerprint_file(path).error().code, ErrorCode::kNotFound);
}

TEST(FingerprintFile, RefusesAnotherKindOfFile) {
  expect_corrupt(seal({{'T', 'R', 'I', 'B', 'S', 'G', '\r', '\n'}, 1, "index segment"}, {}),
                 "is not a fingerprint file");
}

TEST(FingerprintFile, RefusesAnotherVersion) {
  FileKind newer = kKind;
  ++newer.version;
  const auto fingerprint = decode_fingerprint(seal(newer, {}), "x");
  ASSERT_FALSE(fingerprint.ok());
  EXPECT_EQ(fingerprint.error().code, ErrorCode::kUnsupported);
}

TEST(FingerprintFile, RefusesABodyWithoutCounts) {
  expect_corrupt(seal(kKind, std::vector<std::byte>(19)), "ends before its counts");
}

TEST(FingerprintFile, RefusesAnImpossibleDuration) {
  for (const double duration_s :
       {std::nan(""), std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), -1.0, 1e8})
    expect_corrupt(Body{duration_s}.sealed(), "states an impossible duration at byte 64");
}

TEST(FingerprintFile, RefusesMoreBandLevelsThanBytes) {
  Body body;
  body.bands = 4294967280;
  body.put(std::vector<std::byte>(16));
  expect_corrupt(body.sealed(), "states 4294967280 band levels where 16 bytes are left");
}

TEST(FingerprintFile, RefusesHalfARowOfBandLevels) {
  Body body;
  body.bands = 8;
  body.put(std::vector<std::byte>(8));
  expect_corrupt(body.sealed(), "states 8 band levels where 8 bytes are left");
}

TEST(FingerprintFile, RefusesMoreContourWordsThanBytes) {
  Body body;
  body.contour_words = 4294967295;
  body.put(std::vector<std::byte>(7));
  expect_corrupt(body.sealed(), "states 4294967295 contour words where 7 bytes are left");
}

TEST(FingerprintFile, RefusesAContourThatOutlastsTheRecording) {
  Body body;
  body.duration_s = 0.9;
  body.contour_words = 11;
  body.put(std::vector<std::byte>(44));
  expect_corrupt(body.sealed(), "states 11 contour words, more than fit into its duration");
}

TEST(FingerprintFile, RefusesAContourWordWithTooManyBits) {
  Body body;
  body.contour_words = 2;
  body.put({std::byte{1}, std::byte{0}, std::byte{0}, std::byte{0}});
  body.put({std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0x40}});
  expect_corrupt(body.sealed(), "has contour word 1 with more than 30 bits");
}

// Reserving room for them before counting the bytes would take 32 GiB.
TEST(FingerprintFile, RefusesMorePeaksThanBytes) {
  Body body;
  body.peaks = 4294967295;
  body.put_peak(1, 1);
  expect_corrupt(body.sealed(), "states 4294967295 peaks where 3 bytes are left");
}

TEST(FingerprintFile, RefusesAPeakThatIsCut) {
  Body body;
  body.peaks = 2;
  body.put_peak(300, 1).put({std::byte{0x80}, std::byte{0x01}});
  expect_corrupt(body.sealed(), "ends inside peak 1 of 2");
}

TEST(FingerprintFile, RefusesAVarintThatIsTooLong) {
  Body body;
  body.peaks = 1;
  body.put(std::vector<std::byte>(8, std::byte{0x80}));
  expect_corrupt(body.sealed(), "ends inside peak 0 of 1");
}

TEST(FingerprintFile, RefusesAPeakAfterTheEnd) {
  Body body;
  body.peaks = 2;
  body.put_peak(626, 1).put_peak(1, 1);
  expect_corrupt(body.sealed(), "has peak 1 after the end of the recording");
}

// In 32 bits the sum would come round to frame 1.
TEST(FingerprintFile, RefusesFramesThatWrapAround) {
  Body body;
  body.duration_s = 1e7;
  body.peaks = 2;
  body.put_peak(2, 1).put_peak(4294967295, 1);
  expect_corrupt(body.sealed(), "has peak 1 after the end of the recording");
}

TEST(FingerprintFile, RefusesAPitchOutsideTheAxis) {
  Body body;
  body.peaks = 2;
  body.put_peak(1, dsp::kPitchLimit - 1).put_peak(1, dsp::kPitchLimit);
  expect_corrupt(body.sealed(), "has peak 1 outside the pitch axis");
}

TEST(FingerprintFile, RefusesBytesAfterTheLastPeak) {
  Body body;
  body.peaks = 1;
  body.put_peak(1, 1).put(std::vector<std::byte>(5));
  expect_corrupt(body.sealed(), "has 5 bytes after its last peak");
}

TEST(FingerprintFile, RefusesEveryPrefix) {
  const auto genuine = encode_fingerprint(dsp::random_fingerprint(3, 3));
  for (std::size_t size = 0; size < genuine.size(); ++size)
    EXPECT_FALSE(decode_fingerprint(std::span(genuine).first(size), "x").ok()) << size;
}

}  // namespace
}  // namespace tributary::index
