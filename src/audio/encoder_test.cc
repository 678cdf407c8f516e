#include "audio/encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/test_signal.h"
#include "base/test_folder.h"

#if defined(__SANITIZE_ADDRESS__)
// libvorbisenc loses part of the set-up of its 5.1 modes.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:vorbis_encode_setup_init\n"; }
#endif

namespace tributary::audio {
namespace {

using testing::HasSubstr;

class EncoderOf : public testing::TestWithParam<Codec> {};

TEST_P(EncoderOf, TheSameSamplesGiveTheSameBytes) {
  const TestFolder folder;
  EncodeFormat format;
  format.codec = GetParam();
  const auto samples = sine(44100, 2, 1, 440);
  ASSERT_TRUE(encode_file(folder / "a", samples, format));
  ASSERT_TRUE(encode_file(folder / "b", samples, format));
  EXPECT_EQ(folder.read("a"), folder.read("b"));
}

INSTANTIATE_TEST_SUITE_P(EveryCodec, EncoderOf,
                         testing::Values(Codec::kWavPcm16, Codec::kWavFloat, Codec::kFlac, Codec::kMp3, Codec::kVorbis,
                                         Codec::kOpus, Codec::kAac));

TEST(Encoder, TheBytesInMemoryAreTheFiles) {
  const TestFolder folder;
  EncodeFormat format;
  format.codec = Codec::kMp3;
  format.rate_hz = 32000;
  format.channels = 1;
  const auto samples = sine(32000, 1, 1, 440);
  ASSERT_TRUE(encode_file(folder / "a.mp3", samples, format));
  const auto bytes = encode_bytes("a.mp3", samples, format);
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()), folder.read("a.mp3"));
}

TEST(Encoder, BitRateSetsTheSize) {
  const TestFolder folder;
  EncodeFormat format;
  format.codec = Codec::kMp3;
  const auto samples = sine(44100, 2, 4, 440);
  for (const int bit_rate : {64000, 256000}) {
    format.bit_rate = bit_rate;
    ASSERT_TRUE(encode_file(folder / "a.mp3", samples, format));
    EXPECT_NEAR(static_cast<double>(std::filesystem::file_size(folder / "a.mp3")) * 8 / 4, bit_rate, 0.1 * bit_rate);
  }
}

TEST(Encoder, AQuickMp3IsAnotherOfTheSameSize) {
  EncodeFormat format;
  format.codec = Codec::kMp3;
  format.bit_rate = 64000;
  const auto samples = sine(44100, 2, 2, 440);
  const auto slow = encode_bytes("a.mp3", samples, format);
  format.quick = true;
  const auto quick = encode_bytes("a.mp3", samples, format);
  ASSERT_TRUE(slow && quick);
  EXPECT_NE(*slow, *quick);
  EXPECT_NEAR(static_cast<double>(quick->size()), static_cast<double>(slow->size()), 1000);
}

TEST(Encoder, AFailureNamesTheFileAndLeavesTheOldOne) {
  const TestFolder folder;
  folder.write("a.mp3", "old");
  EncodeFormat format;
  format.codec = Codec::kMp3;
  format.channels = 6;
  const auto written = encode_file(folder / "a.mp3", sine(44100, 6, 1, 440), format);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(written.error().message, HasSubstr("a.mp3: cannot open the encoder: "));
  EXPECT_EQ(folder.read("a.mp3"), "old");
}

TEST(Encoder, AMissingFolderIsNamed) {
  const TestFolder folder;
  const auto written = encode_file(folder / "no/a.wav", sine(44100, 2, 0.1, 440), {});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("no/a.wav"));
}

}  // namespace
}  // namespace tributary::audio
