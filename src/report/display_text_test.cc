#include "report/display_text.h"

#include <random>

#include <gtest/gtest.h>

namespace tributary::report {
namespace {

TEST(Printable, KeepsNamesOfAnyScript) {
  for (const char* name : {"Björk", "坂本龍一", "Ölüm 🎵", "Дельфин", "ÿ"}) EXPECT_EQ(printable(name), name);
}

TEST(Printable, EscapesWhatSteersATerminal) {
  EXPECT_EQ(printable("a\x1b[31mb"), "a\\x1b[31mb");
  EXPECT_EQ(printable("two\nlines\t\x7f"), "two\\x0alines\\x09\\x7f");
  EXPECT_EQ(printable("\xC2\x9B"), "\\x9b") << "C1 control sequence introducer";
  EXPECT_EQ(printable("\u202Egpj.exe"), "\\u202egpj.exe") << "right-to-left override";
}

TEST(Printable, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(printable("\xFF"), "\uFFFD");
  EXPECT_EQ(printable("a\xC3"), "a\uFFFD") << "cut short";
  EXPECT_EQ(printable("\xC0\x9B"), "\uFFFD\uFFFD") << "overlong escape";
  EXPECT_EQ(printable("\xE0\x80\x9B"), "\uFFFD\uFFFD\uFFFD") << "overlong escape";
  EXPECT_EQ(printable("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "surrogate";
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD") << "above U+10FFFF";
}

TEST(Printable, LeavesNoControlByteOfAnyInput) {
  std::mt19937_64 random(20261123);
  for (int round = 0; round < 5000; ++round) {
    std::string text(random() % 40, ' ');
    for (char& c : text) c = static_cast<char>(random());
    const std::string shown = printable(text);
    for (const char c : shown) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
    EXPECT_EQ(printable(shown), shown) << "printable text is UTF-8 and harmless already";
  }
}

TEST(DisplayColumns, CountsMarksAndWideCharacters) {
  EXPECT_EQ(display_columns("abc"), 3);
  EXPECT_EQ(display_columns("e\u0301"), 1);
  EXPECT_EQ(display_columns("坂本"), 4);
  EXPECT_EQ(display_columns("🎵"), 2);
}

TEST(Fitted, CutsAndPadsToTheColumn) {
  EXPECT_EQ(fitted("abc", 5), "abc  ");
  EXPECT_EQ(fitted("abcdef", 5), "abcd…");
  EXPECT_EQ(fitted("坂本龍一", 6), "坂本… ") << "half a wide character does not fit";
  EXPECT_EQ(fitted("坂本", 4), "坂本");
  EXPECT_EQ(fitted("abc", 1), "…");
}

}  // namespace
}  // namespace tributary::report
