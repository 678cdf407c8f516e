// Excerpts come back as they were, and damage is named.
#include "lab/composition/corpus/recording_bank.h"

#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

RecordedExcerpt noise(const std::string& name, std::size_t frames, std::uint64_t seed) {
  Random random(seed);
  RecordedExcerpt excerpt{name, frames, std::vector<std::uint8_t>(frames * kRecordingBins)};
  for (std::uint8_t& level : excerpt.levels) level = static_cast<std::uint8_t>(random.below(256));
  return excerpt;
}

std::vector<RecordedExcerpt> two_excerpts() { return {noise("a.ogg", 7, 1), noise("b/c.ogg", 1, 2)}; }

TEST(RecordingBank, reads_back_what_it_wrote) {
  const TestFolder folder;
  const std::filesystem::path path = folder / "recording_bank.bin";
  ASSERT_TRUE(write_recording_bank(path, two_excerpts()).ok());
  const auto read = read_recording_bank(path);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, two_excerpts());
}

TEST(RecordingBank, refuses_to_write_lengths_that_contradict_each_other) {
  std::vector<RecordedExcerpt> excerpts = two_excerpts();
  excerpts[1].levels.pop_back();
  EXPECT_FALSE(encode_recording_bank(excerpts).ok());
}

TEST(RecordingBank, refuses_damage_and_every_shorter_file) {
  const auto bytes = encode_recording_bank(two_excerpts());
  ASSERT_TRUE(bytes.ok());
  for (std::size_t length = 0; length < bytes->size(); length += 13)
    EXPECT_FALSE(decode_recording_bank(std::span(*bytes).first(length), "x").ok()) << length;
  for (std::size_t place = 0; place < bytes->size(); place += 7) {
    std::vector<std::byte> damaged = *bytes;
    damaged[place] ^= std::byte{0x10};
    const auto read = decode_recording_bank(damaged, "some.bin");
    ASSERT_FALSE(read.ok()) << place;
    EXPECT_NE(read.error().message.find("some.bin"), std::string::npos);
  }
}

}  // namespace
}  // namespace tributary::lab
