#include "audio/tags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/encoder.h"
#include "audio/test_signal.h"
#include "base/test_folder.h"

namespace tributary::audio {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;

Result<Tags> tags_of(Codec codec, const std::map<std::string, std::string>& tags) {
  const TestFolder folder;
  EncodeFormat format;
  format.codec = codec;
  format.channels = 1;
  format.tags = tags;
  const char* extension = codec == Codec::kMp3      ? "mp3"
                          : codec == Codec::kFlac   ? "flac"
                          : codec == Codec::kAac    ? "m4a"
                          : codec == Codec::kOpus   ? "opus"
                          : codec == Codec::kVorbis ? "ogg"
                                                    : "wav";
  const auto path = folder / (std::string("a.") + extension);
  const auto written = encode_file(path, sine(44100, 1, 0.5, 440), format);
  EXPECT_TRUE(written) << written.error().message;
  return read_tags(path);
}

class TagsOf : public testing::TestWithParam<Codec> {};

TEST_P(TagsOf, EveryContainerAreRead) {
  const auto tags =
      tags_of(GetParam(),
              {{"title", "Lied ohne Worte – Ärger"}, {"artist", "東京 Trio"}, {"album", "First"}, {"genre", "Jazz"}});
  ASSERT_TRUE(tags) << tags.error().message;
  EXPECT_EQ(tags->title, "Lied ohne Worte – Ärger");
  EXPECT_EQ(tags->artist, "東京 Trio");
  EXPECT_EQ(tags->album, "First");
  EXPECT_THAT(tags->other, Contains(Pair("GENRE", "Jazz")));
}

INSTANTIATE_TEST_SUITE_P(EveryCodec, TagsOf,
                         testing::Values(Codec::kWavPcm16, Codec::kFlac, Codec::kMp3, Codec::kVorbis, Codec::kOpus,
                                         Codec::kAac));

TEST(Tags, IsrcIsBroughtToItsNormalForm) {
  EXPECT_EQ(tags_of(Codec::kFlac, {{"ISRC", "de-a12-34-56789"}})->isrc, "DEA123456789");
  EXPECT_EQ(tags_of(Codec::kMp3, {{"TSRC", "USRC17607839"}})->isrc, "USRC17607839");
  EXPECT_EQ(tags_of(Codec::kFlac, {{"ISRC", "not an isrc"}})->isrc, "");
}

TEST(Tags, AFileWithoutTagsHasNone) {
  const auto tags = tags_of(Codec::kWavPcm16, {});
  ASSERT_TRUE(tags);
  EXPECT_EQ(tags->title + tags->artist + tags->album + tags->isrc, "");
}

TEST(Tags, AFileThatIsNoMediaHasNone) {
  const TestFolder folder;
  const auto tags = read_tags(folder.write("a.mp3", "just text"));
  ASSERT_TRUE(tags) << tags.error().message;
  EXPECT_EQ(*tags, Tags{});
}

TEST(Tags, AMissingFileIsNamed) {
  const TestFolder folder;
  const auto tags = read_tags(folder / "nowhere.mp3");
  ASSERT_FALSE(tags);
  EXPECT_EQ(tags.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(tags.error().message, HasSubstr("nowhere.mp3: no such file"));
}

TEST(Tags, HostileTextIsCleanedAndCut) {
  std::map<std::string, std::string> hostile = {{"title", "two\nlines\x1B[31m red\x07"},
                                                {"artist", std::string(100000, 'x')},
                                                {"album", "broken \xC3( byte \xFF"}};
  for (int i = 0; i < 500; ++i) hostile["FIELD" + std::to_string(i)] = "value";
  const auto tags = tags_of(Codec::kFlac, hostile);
  ASSERT_TRUE(tags);
  EXPECT_EQ(tags->title, "two lines [31m red");
  EXPECT_THAT(tags->artist, SizeIs(1024));
  EXPECT_EQ(tags->album, "");  // TagLib drops a text that is not UTF-8
  EXPECT_LE(tags->other.size(), 64U);
}

}  // namespace
}  // namespace tributary::audio
