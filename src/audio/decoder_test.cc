#include "audio/decoder.h"

#include <algorithm>
#include <cmath>
#include <unistd.h>
#include <cstdint>
#include <fstream>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::audio {
namespace {

using testing::HasSubstr;

class DecoderTest : public testing::Test {
 protected:
  DecoderTest() : folder_(std::filesystem::path(testing::TempDir()) / ("decoder_test_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~DecoderTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }

  std::filesystem::path folder_;
};

std::string little_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>((value >> (8 * i)) & 0xFF);
  return text;
}

std::string wav_sine(int rate_hz, int channels, double duration_s, double frequency_hz) {
  const auto frames = static_cast<std::uint32_t>(duration_s * rate_hz);
  std::string data;
  for (std::uint32_t i = 0; i < frames; ++i) {
    const double sample = 16384 * std::sin(2 * std::numbers::pi * frequency_hz * i / rate_hz);
    for (int c = 0; c < channels; ++c) {
      data += little_endian(static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(sample))), 2);
    }
  }
  const auto block = static_cast<std::uint32_t>(2 * channels);
  const auto size = static_cast<std::uint32_t>(data.size());
  return "RIFF" + little_endian(36 + size, 4) + "WAVEfmt " + little_endian(16, 4) + little_endian(1, 2) +
         little_endian(static_cast<std::uint32_t>(channels), 2) + little_endian(static_cast<std::uint32_t>(rate_hz), 4) +
         little_endian(static_cast<std::uint32_t>(rate_hz) * block, 4) + little_endian(block, 2) +
         little_endian(16, 2) + "data" + little_endian(size, 4) + data;
}

TEST_F(DecoderTest, StereoSineKeepsDurationFrequencyAndLevel) {
  const auto samples = decode_file(write("sine.wav", wav_sine(44100, 2, 2.0, 1000)));
  ASSERT_TRUE(samples) << samples.error().message;
  EXPECT_NEAR(static_cast<double>(samples->size()), 2.0 * kSampleRateHz, 2);
  double in_phase = 0;
  for (std::size_t i = 8000; i < 24000; ++i) {
    in_phase += static_cast<double>((*samples)[i]) *
                std::sin(2 * std::numbers::pi * 1000 * static_cast<double>(i) / kSampleRateHz);
  }
  EXPECT_NEAR(2 * in_phase / 16000, 0.5, 1e-3);
}

TEST_F(DecoderTest, MissingFileIsNamed) {
  const auto decoder = Decoder::open(folder_ / "nowhere.mp3");
  ASSERT_FALSE(decoder);
  EXPECT_EQ(decoder.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(decoder.error().message, HasSubstr("nowhere.mp3: no such file"));
}

}  // namespace
}  // namespace tributary::audio
