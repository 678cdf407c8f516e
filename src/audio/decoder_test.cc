#include "audio/decoder.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/encoder.h"
#include "audio/test_signal.h"
#include "base/test_folder.h"

namespace tributary::audio {
namespace {

using testing::HasSubstr;

std::filesystem::path encode(const TestFolder& folder, const std::string& name, const std::vector<float>& samples,
                             Codec codec, int rate_hz = 44100, int channels = 2) {
  EncodeFormat format;
  format.codec = codec;
  format.rate_hz = rate_hz;
  format.channels = channels;
  const auto written = encode_file(folder / name, samples, format);
  EXPECT_TRUE(written) << written.error().message;
  return folder / name;
}

void expect_refused(const Result<std::vector<float>>& samples, ErrorCode code, const std::string& fragment) {
  ASSERT_FALSE(samples) << "decoded " << samples->size() << " samples";
  EXPECT_EQ(samples.error().code, code) << samples.error().message;
  EXPECT_THAT(samples.error().message, HasSubstr(fragment));
}

using SineCase = std::tuple<Codec, int, int>;
class DecodesSine : public testing::TestWithParam<SineCase> {};

TEST_P(DecodesSine, WithItsDurationFrequencyAndLevel) {
  const auto [codec, rate_hz, channels] = GetParam();
  const TestFolder folder;
  const auto samples =
      decode_file(encode(folder, "sine", sine(rate_hz, channels, 1.5, 1000), codec, rate_hz, channels));
  ASSERT_TRUE(samples) << samples.error().message;
  EXPECT_NEAR(static_cast<double>(samples->size()) / kSampleRateHz, 1.5, 0.05);
  // Away from the ends, where lossy codecs fade in and out.
  const auto middle = std::span(*samples).subspan(4000, 16000);
  const double amplitude = amplitude_at(middle, kSampleRateHz, 1000);
  EXPECT_NEAR(amplitude, 0.5, 0.03);
  EXPECT_GT(amplitude * amplitude / 2, 0.99 * mean_square(middle));
}

INSTANTIATE_TEST_SUITE_P(EveryCodecRateAndLayout, DecodesSine,
                         testing::Combine(testing::Values(Codec::kWavPcm16, Codec::kWavFloat, Codec::kFlac,
                                                          Codec::kVorbis, Codec::kOpus, Codec::kAac),
                                          testing::Values(8000, 22050, 44100, 48000, 96000), testing::Values(1, 2, 6)));
INSTANTIATE_TEST_SUITE_P(Mp3, DecodesSine,
                         testing::Combine(testing::Values(Codec::kMp3),
                                          testing::Values(8000, 22050, 44100, 48000, 96000), testing::Values(1, 2)));

TEST(Decoder, RemovesWhatLiesAboveTheNewNyquistRate) {
  const TestFolder folder;
  const auto samples = decode_file(encode(folder, "high.wav", sine(44100, 2, 1, 9000), Codec::kWavFloat));
  ASSERT_TRUE(samples);
  EXPECT_LT(10 * std::log10(mean_square(std::span(*samples).subspan(2000, 12000))), -100);
}

TEST(Decoder, KeepsStereoAtTheSourceRateUnchanged) {
  const TestFolder folder;
  std::vector<float> stereo = sine(44100, 2, 0.5, 440);
  for (std::size_t i = 1; i < stereo.size(); i += 2) stereo[i] = -0.5F * stereo[i];
  const auto samples =
      decode_file(encode(folder, "a.wav", stereo, Codec::kWavFloat), {}, {.rate_hz = 44100, .channels = 2});
  ASSERT_TRUE(samples);
  EXPECT_EQ(*samples, stereo);
}

TEST(Decoder, GivesTheSameSamplesInAnyBlockSize) {
  const TestFolder folder;
  const auto path = encode(folder, "a.ogg", sine(44100, 2, 3, 700), Codec::kVorbis);
  const auto whole = decode_file(path);
  ASSERT_TRUE(whole);
  EXPECT_EQ(*whole, *decode_file(path));
  std::mt19937 random(3);
  auto decoder = Decoder::open(path);
  ASSERT_TRUE(decoder);
  std::vector<float> pieces;
  for (;;) {
    std::vector<float> block(1 + random() % 5000);
    const auto count = decoder->read(block);
    ASSERT_TRUE(count) << count.error().message;
    if (*count == 0) break;
    pieces.insert(pieces.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(*count));
  }
  EXPECT_EQ(*whole, pieces);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
long peak_memory_kib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

void decode_and_forget(const std::filesystem::path& path, double expected_s) {
  auto decoder = Decoder::open(path);
  ASSERT_TRUE(decoder) << decoder.error().message;
  std::vector<float> block(16384);
  std::size_t total = 0;
  for (;;) {
    const auto count = decoder->read(block);
    ASSERT_TRUE(count) << count.error().message;
    if (*count == 0) break;
    total += *count;
  }
  EXPECT_NEAR(static_cast<double>(total) / kSampleRateHz, expected_s, 0.01);
}

TEST(Decoder, MemoryDoesNotGrowWithLength) {
  const TestFolder folder;
  const auto path = encode(folder, "a.wav", sine(8000, 1, 1, 300), Codec::kWavPcm16, 8000, 1);
  std::string header = folder.read("a.wav");
  const std::size_t data_at = header.find("data");
  ASSERT_NE(data_at, std::string::npos);
  const auto stretch_to = [&](double seconds) {
    const auto bytes = static_cast<std::uint32_t>(seconds * 16000);
    for (std::size_t i = 0; i < 4; ++i) header[data_at + 4 + i] = static_cast<char>((bytes >> (8 * i)) & 0xFF);
    folder.write("a.wav", header);
    std::filesystem::resize_file(path, data_at + 8 + bytes);
  };
  stretch_to(10);
  decode_and_forget(path, 10);
  const long before_kib = peak_memory_kib();
  stretch_to(3600);
  decode_and_forget(path, 3600);
  EXPECT_LT(peak_memory_kib() - before_kib, 4096);  // an hour of samples would be 225 MiB
}
#endif

TEST(Decoder, SaysWhatTheFileIs) {
  const TestFolder folder;
  const auto decoder = Decoder::open(encode(folder, "a.flac", sine(48000, 2, 2, 440), Codec::kFlac, 48000));
  ASSERT_TRUE(decoder);
  EXPECT_EQ(decoder->info().codec, "flac");
  EXPECT_EQ(decoder->info().source_rate_hz, 48000);
  EXPECT_EQ(decoder->info().source_channels, 2);
  ASSERT_TRUE(decoder->info().declared_duration_s);
  EXPECT_DOUBLE_EQ(*decoder->info().declared_duration_s, 2.0);
}

TEST(Decoder, FollowsAChangeOfRateAndLayoutInsideTheFile) {
  const TestFolder folder;
  encode(folder, "a.ogg", sine(44100, 2, 1, 1000), Codec::kVorbis);
  encode(folder, "b.ogg", sine(22050, 1, 1, 1000), Codec::kVorbis, 22050, 1);
  const auto samples = decode_file(folder.write("chained.ogg", folder.read("a.ogg") + folder.read("b.ogg")));
  ASSERT_TRUE(samples) << samples.error().message;
  EXPECT_NEAR(static_cast<double>(samples->size()) / kSampleRateHz, 2.0, 0.05);
  EXPECT_NEAR(amplitude_at(std::span(*samples).subspan(20000, 8000), kSampleRateHz, 1000), 0.5, 0.03);
}

TEST(Decoder, ToleratesAFewBadPackets) {
  const TestFolder folder;
  encode(folder, "a.flac", sine(44100, 2, 5, 440), Codec::kFlac);
  std::string bytes = folder.read("a.flac");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x10);
  const auto samples = decode_file(folder.write("scratched.flac", bytes));
  ASSERT_TRUE(samples) << samples.error().message;
  EXPECT_NEAR(static_cast<double>(samples->size()) / kSampleRateHz, 5, 0.25);
}

TEST(Decoder, ReadsAFileWhoseNameLooksLikeAProtocol) {
  const TestFolder folder;
  const auto original = std::filesystem::current_path();
  encode(folder, "concat:a.wav|b.wav", sine(8000, 1, 1, 440), Codec::kWavPcm16, 8000, 1);
  std::filesystem::current_path(folder.path());
  const auto samples = decode_file("concat:a.wav|b.wav");
  std::filesystem::current_path(original);
  EXPECT_TRUE(samples) << samples.error().message;
}

TEST(DecoderRefuses, AMissingFile) {
  const TestFolder folder;
  expect_refused(decode_file(folder / "nowhere.mp3"), ErrorCode::kNotFound, "nowhere.mp3: no such file");
}

TEST(DecoderRefuses, AFileWithoutPermission) {
  const TestFolder folder;
  const auto path = encode(folder, "secret.wav", sine(8000, 1, 1, 440), Codec::kWavPcm16, 8000, 1);
  std::filesystem::permissions(path, std::filesystem::perms::none);
  const bool is_root = ::geteuid() == 0;  // root reads everything
  ASSERT_EQ(::seteuid(is_root ? 65534 : ::geteuid()), 0);
  const auto samples = decode_file(path);
  if (is_root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  expect_refused(samples, ErrorCode::kIo, "secret.wav: cannot open: Permission denied");
}

TEST(DecoderRefuses, APlaylistThatNamesAGoodFile) {
  const TestFolder folder;
  encode(folder, "good.wav", sine(8000, 1, 1, 440), Codec::kWavPcm16, 8000, 1);
  const auto hls =
      folder.write("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\ngood.wav\n#EXT-X-ENDLIST\n");
  expect_refused(decode_file(hls), ErrorCode::kInvalidInput, "is not an audio file");
  const auto concat = folder.write("list.ffconcat", "ffconcat version 1.0\nfile good.wav\n");
  expect_refused(decode_file(concat), ErrorCode::kInvalidInput, "is not an audio file");
}

TEST(DecoderRefuses, ADeclaredLengthOverTheLimitBeforeDecoding) {
  const TestFolder folder;
  const auto path = encode(folder, "a.flac", sine(44100, 1, 2, 440), Codec::kFlac, 44100, 1);
  const auto decoder = Decoder::open(path, {.max_duration_s = 1.5});
  ASSERT_FALSE(decoder);
  EXPECT_EQ(decoder.error().code, ErrorCode::kLimit);
  EXPECT_THAT(decoder.error().message, HasSubstr("too long: it declares 2 s"));
}

TEST(DecoderRefuses, AnUndeclaredLengthOnceItPassesTheLimit) {
  const TestFolder folder;
  encode(folder, "a.wav", sine(8000, 1, 3, 440), Codec::kWavPcm16, 8000, 1);
  std::string bytes = folder.read("a.wav");
  bytes.replace(bytes.find("data") + 4, 4, "\xFF\xFF\xFF\xFF");  // as written to a pipe
  const auto path = folder.write("pipe.wav", bytes);
  EXPECT_TRUE(decode_file(path));
  expect_refused(decode_file(path, {.max_duration_s = 1.5}), ErrorCode::kLimit, "too long");
}

TEST(DecoderRefuses, TheSameWayOnEveryCallAfterAnError) {
  const TestFolder folder;
  encode(folder, "a.flac", sine(44100, 2, 2, 440), Codec::kFlac);
  const std::string bytes = folder.read("a.flac");
  auto decoder = Decoder::open(folder.write("cut.flac", bytes.substr(0, bytes.size() / 2)));
  ASSERT_TRUE(decoder);
  std::vector<float> block(100000);
  const auto first = decoder->read(block);
  ASSERT_FALSE(first);
  EXPECT_THAT(first.error().message, HasSubstr("truncated: "));
  const auto second = decoder->read(block);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, first.error().message);
}

TEST(DecoderRefuses, ALosslessFileThatLacksItsLastTenthOfASecond) {
  const TestFolder folder;
  encode(folder, "a.wav", sine(44100, 2, 2, 440), Codec::kWavPcm16);
  const std::string bytes = folder.read("a.wav");
  expect_refused(decode_file(folder.write("cut.wav", bytes.substr(0, bytes.size() - 17640))), ErrorCode::kCorrupt,
                 "truncated: 1.90 s decoded of the 2.00 s the file declares");
}

}  // namespace
}  // namespace tributary::audio
