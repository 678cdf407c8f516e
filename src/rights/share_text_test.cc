#include "rights/share_text.h"

#include <gtest/gtest.h>

namespace tributary::rights {
namespace {

TEST(ShareText, ReadsPercentagesExactly) {
  EXPECT_EQ(parse_share("100", 100).value(), 1'000'000);
  EXPECT_EQ(parse_share("0", 100).value(), 0);
  EXPECT_EQ(parse_share("33.33", 100).value(), 333'300);
  EXPECT_EQ(parse_share("33.3333", 100).value(), 333'333);
  EXPECT_EQ(parse_share("050.50000000", 100).value(), 505'000);
  EXPECT_EQ(parse_share(".5", 100).value(), 5'000);
  EXPECT_EQ(parse_share("12.", 100).value(), 120'000);
}

TEST(ShareText, ReadsFractionsExactly) {
  EXPECT_EQ(parse_share("1", 1).value(), 1'000'000);
  EXPECT_EQ(parse_share("0.333333", 1).value(), 333'333);
  EXPECT_FALSE(parse_share("1.000001", 1).ok());
  EXPECT_FALSE(parse_share("50", 1).ok());
}

TEST(ShareText, RefusesWhatIsNoShare) {
  for (const char* bad :
       {"", ".", "-1", "+1", "1e2", "100.0001", "101", "1000", "99999999999999999999", "1.2.3", "50%", " 50", "0x1"})
    EXPECT_FALSE(parse_share(bad, 100).ok()) << bad;
  EXPECT_EQ(parse_share("33.33333", 100).error().message, "\"33.33333\" is finer than one part per million");
}

TEST(ShareText, ReadsWholePpm) {
  EXPECT_EQ(parse_share_ppm("1000000").value(), 1'000'000);
  for (const char* bad : {"", "-1", "1000001", "1.0", "12 ", "99999999999"})
    EXPECT_FALSE(parse_share_ppm(bad).ok()) << bad;
}

}  // namespace
}  // namespace tributary::rights
