#include "catalog/identifiers.h"

#include <gtest/gtest.h>

#include "catalog/utf8.h"

namespace tributary::catalog {
namespace {

TEST(Identifiers, ReadsAnIsrcInEitherForm) {
  EXPECT_EQ(parse_isrc("USRC17607839").value(), "USRC17607839");
  EXPECT_EQ(parse_isrc("us-rc1-76-07839").value(), "USRC17607839");
  for (const char *bad :
       {"", "USRC1760783", "USRC176078390", "1SRC17607839", "US-RC176-07839", "USRC1760783A", "USR_17607839"})
    EXPECT_FALSE(parse_isrc(bad).ok()) << bad;
}

TEST(Identifiers, ChecksTheDigitOfAnIswc) {
  for (const char *form : {"T-034.524.680-1", "t-034.524.680-1", "T0345246801", "T-034524680-1", "T-0345246801"})
    EXPECT_EQ(parse_iswc(form).value(), "T-034.524.680-1") << form;
  for (int digit = 0; digit <= 9; ++digit)
    EXPECT_EQ(parse_iswc("T034524680" + std::to_string(digit)).ok(), digit == 1) << digit;
  for (const char *bad : {"", "T", "A0345246801", "T034524680", "T-034-524-680-1", "T03452468O1"})
    EXPECT_FALSE(parse_iswc(bad).ok()) << bad;
}

TEST(Identifiers, NamesARecordingByItsContent) {
  EXPECT_EQ(recording_id_of("0123456789abcdef" + std::string(48, '0')), "rec_0123456789abcdef");
}

TEST(Utf8, KnowsTheEdgesOfEverySequenceLength) {
  for (const char *good : {"", "plain", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                           "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char *bad : {"\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82", "\xf0\x8f\xbf\xbf",
                          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc2\xc0", "\xe2\x82\x28"})
    EXPECT_FALSE(is_utf8(bad)) << bad;
}

}  // namespace
}  // namespace tributary::catalog
