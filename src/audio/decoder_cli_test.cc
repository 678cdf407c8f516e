// Files that only the ffmpeg program makes: real encryption, video, cover pictures.
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "base/test_folder.h"

namespace tributary::audio {
namespace {

using testing::HasSubstr;

std::filesystem::path ffmpeg(const TestFolder& folder, const std::string& arguments, const std::string& name) {
  auto path = folder / name;
  const std::string command = "ffmpeg -nostdin -v error -y " + arguments + " '" + path.string() + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return path;
}

constexpr const char* kTone = "-f lavfi -i sine=frequency=1000:duration=2 ";
constexpr const char* kPicture = "-f lavfi -i testsrc=duration=1:size=64x64:rate=10 ";

TEST(DecoderRefuses, CommonEncryptionMp4) {
  const TestFolder folder;
  const auto path = ffmpeg(folder,
                           std::string(kTone) +
                               "-c:a aac -encryption_scheme cenc-aes-ctr -encryption_key "
                               "76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8",
                           "cenc.mp4");
  const auto samples = decode_file(path);
  ASSERT_FALSE(samples);
  EXPECT_EQ(samples.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(samples.error().message, HasSubstr("cenc.mp4: is encrypted"));
}

TEST(DecoderRefuses, VideoWithoutSound) {
  const TestFolder folder;
  const auto samples = decode_file(ffmpeg(folder, std::string(kPicture) + "-c:v mpeg4", "silent.mp4"));
  ASSERT_FALSE(samples);
  EXPECT_THAT(samples.error().message, HasSubstr("silent.mp4: has no audio stream"));
}

TEST(DecoderRefuses, APicture) {
  const TestFolder folder;
  const auto samples = decode_file(ffmpeg(folder, std::string(kPicture) + "-frames:v 1", "cover.png"));
  ASSERT_FALSE(samples);
  EXPECT_THAT(samples.error().message, HasSubstr("cover.png: is not an audio file"));
}

TEST(DecoderRefuses, AStreamableMp4CutBehindItsIndex) {
  const TestFolder folder;
  ffmpeg(folder, std::string(kTone) + "-c:a aac -movflags +faststart", "whole.m4a");
  const std::string bytes = folder.read("whole.m4a");
  const auto samples = decode_file(folder.write("cut.m4a", bytes.substr(0, bytes.size() / 2)));
  ASSERT_FALSE(samples);
  EXPECT_THAT(samples.error().message, HasSubstr("cut.m4a: truncated: "));
}

TEST(Decoder, TakesTheSoundOfVideosAndOfSongsWithCovers) {
  const TestFolder folder;
  const std::string both = std::string(kPicture) + kTone;
  for (const auto& path : {ffmpeg(folder, both + "-c:v mpeg4 -c:a aac", "film.mp4"),
                           ffmpeg(folder, both + "-c:v mpeg4 -c:a libvorbis", "film.mkv"),
                           ffmpeg(folder, both + "-frames:v 1 -c:v mjpeg -c:a libmp3lame", "song.mp3")}) {
    const auto samples = decode_file(path);
    ASSERT_TRUE(samples) << samples.error().message;
    EXPECT_NEAR(static_cast<double>(samples->size()) / kSampleRateHz, 2.0, 0.05) << path;
  }
}

}  // namespace
}  // namespace tributary::audio
