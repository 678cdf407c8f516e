#include "rights/party_identifiers.h"

#include <gtest/gtest.h>

namespace tributary::rights {
namespace {

TEST(IpiNameNumber, ChecksItsLastTwoDigits) {
  EXPECT_EQ(parse_ipi_name_number("00017798450").value(), "00017798450");
  EXPECT_EQ(parse_ipi_name_number("17798450").value(), "00017798450");
  for (int check = 0; check < 100; ++check) {
    const std::string last = {static_cast<char>('0' + check / 10), static_cast<char>('0' + check % 10)};
    EXPECT_EQ(parse_ipi_name_number("000177984" + last).ok(), check == 50) << check;
  }
  EXPECT_EQ(parse_ipi_name_number("00017798451").error().message,
            "is no IPI name number: its check digits are 51 and should be 50");
}

TEST(IpiNameNumber, KnowsTheRemaindersWithoutTwoDigits) {
  // Weighted sums that leave 0 and 1.
  EXPECT_TRUE(parse_ipi_name_number("00000499900").ok());
  EXPECT_TRUE(parse_ipi_name_number("00000589900").ok());
  EXPECT_FALSE(parse_ipi_name_number("00000589999").ok());
}

TEST(IpiNameNumber, RefusesWhatIsNone) {
  for (const char* bad : {"", "0", "00000000000", "000177984500", "0001779845X", "I-000000229-7", " 0017798450"})
    EXPECT_FALSE(parse_ipi_name_number(bad).ok()) << bad;
}

TEST(Isni, ChecksItsLastCharacter) {
  for (const char* form : {"0000000121032683", "0000 0001 2103 2683", "0000-0001-2103-2683"})
    EXPECT_EQ(parse_isni(form).value(), "0000000121032683") << form;
  for (char last = '0'; last <= '9'; ++last)
    EXPECT_EQ(parse_isni(std::string("000000012103268") + last).ok(), last == '3');
  EXPECT_EQ(parse_isni("000000012146438x").value(), "000000012146438X");
  EXPECT_EQ(parse_isni("0000000121464380").error().message, "is no ISNI: its check character is 0 and should be X");
  for (const char* bad : {"", "X", "000000012103268", "00000001210326830", "00000001210X2683", "000000012103268Y"})
    EXPECT_FALSE(parse_isni(bad).ok()) << bad;
}

TEST(Dpid, HasPrefixDigitsAndALetter) {
  EXPECT_EQ(parse_dpid("PADPIDA2014120301U").value(), "PADPIDA2014120301U");
  EXPECT_EQ(parse_dpid("pa-dpida-2014120301-u").value(), "PADPIDA2014120301U");
  EXPECT_TRUE(parse_dpid("PADPIDA20141203019").ok());
  for (const char* bad :
       {"", "PADPIDA", "PADPIDA201412030U", "PADPIDB2014120301U", "PADPIDA2014120301_", "PADPIDA20141X0301U"})
    EXPECT_FALSE(parse_dpid(bad).ok()) << bad;
}

}  // namespace
}  // namespace tributary::rights
