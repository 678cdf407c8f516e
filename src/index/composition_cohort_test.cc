// A cohort comes back as it was, and damage is named.
#include "index/composition_cohort.h"

#include <gtest/gtest.h>

#include "index/byte_stream.h"
#include "index/sealed_file.h"

namespace tributary::index {
namespace {

CompositionFeatures member(std::size_t frames, std::int8_t level) {
  CompositionFeatures features;
  features.frames.assign(frames * kCompositionFrameValues, level);
  features.segments.assign(kCompositionSegmentValues, 11);
  return features;
}

CompositionCohort two_members() { return {std::string(32, 'a'), {member(80, 1), member(3, -3)}}; }

TEST(CompositionCohort, ReadsBackWhatItWrote) {
  const auto read = decode_cohort(encode_cohort(two_members()), "x");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read, two_members());
}

TEST(CompositionCohort, RefusesDamageAndEveryShorterFile) {
  const auto bytes = encode_cohort(two_members());
  for (std::size_t length = 0; length < bytes.size(); length += 11)
    EXPECT_FALSE(decode_cohort(std::span(bytes).first(length), "x").ok()) << length;
  for (std::size_t place = 0; place < bytes.size(); place += 17) {
    auto damaged = bytes;
    damaged[place] ^= std::byte{4};
    EXPECT_FALSE(decode_cohort(damaged, "x").ok()) << place;
  }
}

// Sealed as it should be, and saying what is not so.
TEST(CompositionCohort, RefusesCountsThatAreNotTrue) {
  for (const std::uint32_t count : {0U, 1U, 3U, 0xFFFFFFFFU}) {
    ByteWriter body;
    body.put_all(std::span<const char>(std::string(32, 'a')));
    body.put(count);
    const auto inner = std::vector<std::byte>(20);
    body.put(std::uint32_t{1000});
    body.put_all(std::span<const std::byte>(inner));
    const auto sealed = seal({{'T', 'R', 'I', 'B', 'C', 'H', '\r', '\n'}, 1, "composition cohort"}, body.bytes());
    const auto read = decode_cohort(sealed, "cohort.bin");
    ASSERT_FALSE(read.ok());
    EXPECT_NE(read.error().message.find("cohort.bin"), std::string::npos);
  }
}

}  // namespace
}  // namespace tributary::index
