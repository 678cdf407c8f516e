#include "tests/hostile/hostile_media.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <system_error>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "audio/tags.h"

namespace tributary::hostile {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class HostileMediaTest : public testing::Test {
 protected:
  HostileMediaTest()
      : folder_(std::filesystem::path(testing::TempDir()) / ("hostile_media_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~HostileMediaTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST_F(HostileMediaTest, EveryDefectIsRefusedInOneLineWithFileAndReason) {
  const auto files = make_hostile_media(folder_, 1);
  ASSERT_TRUE(files) << files.error().message;
  ASSERT_GE(files->size(), 24U);
  for (const HostileMedia& file : *files) {
    SCOPED_TRACE(file.defect);
    const auto samples = audio::decode_file(file.path);
    if (samples) {
      ADD_FAILURE() << "decoded " << samples->size() << " samples";
      continue;
    }
    std::string name = file.path.filename().string();
    std::replace(name.begin(), name.end(), '\n', ' ');
    EXPECT_THAT(samples.error().message, HasSubstr(name + ": "));
    EXPECT_THAT(samples.error().message, HasSubstr(file.expected_fragment));
    EXPECT_THAT(samples.error().message, Not(HasSubstr("\n")));
  }
}

TEST_F(HostileMediaTest, SameSeedMakesTheSameBytes) {
  std::filesystem::create_directory(folder_ / "a");
  std::filesystem::create_directory(folder_ / "b");
  const auto a = make_hostile_media(folder_ / "a", 7);
  const auto b = make_hostile_media(folder_ / "b", 7);
  ASSERT_TRUE(a && b);
  for (std::size_t i = 0; i < a->size(); ++i) {
    std::error_code not_a_file;
    if (!std::filesystem::is_regular_file((*a)[i].path, not_a_file)) continue;
    EXPECT_EQ(content((*a)[i].path), content((*b)[i].path)) << (*a)[i].defect;
  }
}

// Whatever the bytes, reading ends, within the limits, in samples or in one line that names the file.
TEST_F(HostileMediaTest, RandomDamageNeverEscapesTheErrorContract) {
  using audio::Codec;
  std::mt19937_64 random(11);
  const auto source = hostile_source(11);
  const std::span<const float> short_source(source.data(), source.size() / 4);
  for (const Codec codec :
       {Codec::kWavPcm16, Codec::kWavFloat, Codec::kFlac, Codec::kMp3, Codec::kVorbis, Codec::kOpus, Codec::kAac}) {
    const auto path = folder_ / "scratched";
    audio::EncodeFormat format;
    format.codec = codec;
    format.tags = {{"title", "A title"}, {"artist", "An artist"}};
    ASSERT_TRUE(audio::encode_file(path, short_source, format));
    const std::string whole = content(path);
    for (int round = 0; round < 30; ++round) {
      std::string bytes = whole;
      const std::size_t reach = round % 2 == 0 ? std::min<std::size_t>(bytes.size(), 600) : bytes.size();
      for (int i = 0; i < 1 + round; ++i) bytes[random() % reach] = static_cast<char>(random() & 0xFF);
      if (round % 3 == 0) bytes.resize(random() % bytes.size());
      std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
      const auto samples = audio::decode_file(path, {.max_duration_s = 60});
      if (!samples) {
        EXPECT_THAT(samples.error().message, AllOf(HasSubstr("scratched: "), Not(HasSubstr("\n"))));
      }
      const auto tags = audio::read_tags(path);
      EXPECT_TRUE(tags) << tags.error().message;
    }
  }
}

}  // namespace
}  // namespace tributary::hostile
