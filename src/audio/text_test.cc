#include "audio/text.h"

#include <gtest/gtest.h>

namespace tributary::audio {
namespace {

TEST(OneLine, KeepsTextAndTrimsBlanks) {
  EXPECT_EQ(one_line("  a  b\t\r\nc \xC2\xA0 ", 100), "a b c");
  EXPECT_EQ(one_line("\n\n", 100), "");
}

TEST(OneLine, ReplacesWhatIsNotUtf8) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(one_line("a\xFFz", 100), "a" + mark + "z");
  EXPECT_EQ(one_line("\xC0\x80", 100), mark + mark);             // overlong
  EXPECT_EQ(one_line("\xED\xA0\x80", 100), mark + mark + mark);  // surrogate
  EXPECT_EQ(one_line("\xE6\x9D", 100), mark + mark);             // cut short
}

TEST(OneLine, DropsMarksThatReorderText) {
  EXPECT_EQ(one_line("abc\xE2\x80\xAE"
                     "cba",
                     100),
            "abc cba");
}

TEST(OneLine, CutsBetweenCharacters) {
  EXPECT_EQ(one_line("\xC3\xA4\xC3\xB6\xC3\xBC", 5), "\xC3\xA4\xC3\xB6");
  EXPECT_EQ(one_line("ab cd", 3), "ab");
}

}  // namespace
}  // namespace tributary::audio
