#include "catalog/identifiers.h"

#include <gtest/gtest.h>

namespace tributary::catalog {
namespace {

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

}  // namespace
}  // namespace tributary::catalog
