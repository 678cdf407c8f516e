#include "tributary/isrc.h"

#include <gtest/gtest.h>

namespace tributary {
namespace {

TEST(Isrc, IsReadInEitherForm) {
  EXPECT_EQ(parse_isrc("USRC17607839").value(), "USRC17607839");
  EXPECT_EQ(parse_isrc("us-rc1-76-07839").value(), "USRC17607839");
  const auto isrc = isrc_of("us-rc1-76-07839");
  ASSERT_TRUE(isrc.has_value());
  EXPECT_EQ(std::string(isrc->data(), isrc->size()), "USRC17607839");
}

TEST(Isrc, SaysWhatIsWrongWithIt) {
  const auto reason = [](std::string_view text) {
    EXPECT_FALSE(isrc_of(text).has_value()) << text;
    const auto parsed = parse_isrc(text);
    return parsed ? "is one" : parsed.error().message;
  };
  for (const char* bad : {"", "USRC1760783", "USRC176078390", "US-RC176-07839", "US-RC1-76007839", "US-RC1-76.07839"})
    EXPECT_EQ(reason(bad), "is no ISRC: it takes 12 letters and digits such as GBAYE6800011") << bad;
  EXPECT_EQ(reason("1SRC17607839"), "is no ISRC: it starts with two letters");
  EXPECT_EQ(reason("U\xc3\xa9"
                   "C17607839"),
            "is no ISRC: it starts with two letters");
  EXPECT_EQ(reason("USR_17607839"), "is no ISRC: the third to fifth characters are letters or digits");
  EXPECT_EQ(reason("USRC1760783A"), "is no ISRC: the last seven characters are digits");
}

}  // namespace
}  // namespace tributary
