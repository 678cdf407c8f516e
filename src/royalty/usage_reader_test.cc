// Usage reports in both formats: what is read of sound ones, and what is said of each kind of damage.
#include "royalty/usage_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "royalty/dsr_record.h"
#include "royalty/test_usage.h"

namespace tributary::royalty {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(UsageFields, ReadsNothingThatIsNotOfTheForm) {
  EXPECT_EQ(to_string(*day_of("2024-02-29")), "2024-02-29");
  for (const char* bad : {"", "2026-02-29", "2026-13-01", "2026-1-1", "0999-01-01", "2026/01/01", "2026-01-01 "})
    EXPECT_FALSE(day_of(bad)) << bad;
  EXPECT_EQ(to_string(*first_day_of("2026")), "2026-01-01");
  EXPECT_EQ(to_string(*last_day_of("2026")), "2026-12-31");
  EXPECT_EQ(to_string(*last_day_of("2026-02")), "2026-02-28");
  EXPECT_EQ(to_string(*last_day_of("2026-02-03")), "2026-02-03");
  for (const char* bad : {"26", "2026-", "2026-00", "2026-02-30", "2026-02-3x", "20a6"}) {
    EXPECT_FALSE(first_day_of(bad)) << bad;
    EXPECT_FALSE(last_day_of(bad)) << bad;
  }
  EXPECT_EQ(count_of("12"), 12);
  EXPECT_EQ(count_of("12.00"), 12);
  for (const char* bad : {"", "-1", "1.5", "12.", "1e3", "9223372036854775808", " 1", "+1"})
    EXPECT_FALSE(count_of(bad)) << bad;
  const Currency euro = currency_of("EUR").value();
  EXPECT_EQ(amount_of("12.3", euro), 1230);
  EXPECT_EQ(amount_of("92233720368547758.07", euro), 9223372036854775807);
  for (const char* bad : {"", "-1", "1.", ".5", "1.234", "1,5", "92233720368547758.08", "1.2.3", "x"})
    EXPECT_FALSE(amount_of(bad, euro)) << bad;
  EXPECT_EQ(amount_of("12", currency_of("JPY").value()), 12);
  for (const char* good : {"DE", "AD", "ZW", "XK"}) EXPECT_TRUE(is_country(good)) << good;
  for (const char* bad : {"", "D", "de", "ZZ", "DEU", "A "}) EXPECT_FALSE(is_country(bad)) << bad;
  EXPECT_EQ(text_problem("plain, \t and d\xc3\xa9j\xc3\xa0 vu"), "");
  EXPECT_NE(text_problem("a\x01"), "");
  EXPECT_NE(text_problem("sixteen bytes of\xc3("), "");
}

TEST(DsrRecord, UnescapesWhatItEscapes) {
  for (const char* text : {"", "plain", "a\tb", "a|b", "a\\b", "\\", "\\\\", "\\\t|", "|\\\\|", "ends with \\"}) {
    const std::string line = "AS01\t" + escape_cell(text) + "\tlast";
    DsrRecord record;
    ASSERT_EQ(record.split(line), "") << text;
    EXPECT_EQ(record.cell(3), "last") << text;
    std::string back;
    EXPECT_EQ(unescape_cell(record.cell(2), back), "");
    EXPECT_EQ(back, text);
  }
  std::string text;
  EXPECT_THAT(std::string(unescape_cell("AC\\DC", text)), HasSubstr("escapes nothing"));
  EXPECT_THAT(std::string(unescape_cell("a|b", text)), HasSubstr("several values"));
}

TEST(UsageCsv, ReadsTheColumnsInAnyOrderAndBothKindsOfQuotes) {
  const Read read = read_usage(
      "\xef\xbb\xbfuses,territory,period_start,period_end,track_id,title,isrc,revenue,currency,service,user_id\r\n"
      "7,DE,2026-01-01,2026-01-31,t1,\"One, \"\"two\"\"\",gb-aye-68-00011,1.50,EUR,Premium,u1\r\n"
      "\n"
      "0,US,2026-01-01,2026-01-31, , \"plain\" ,USRC17607839,,,,\n");
  ASSERT_EQ(read.error, "");
  EXPECT_THAT(read.refusals, IsEmpty());
  ASSERT_THAT(read.lines, SizeIs(2));
  UsageLine first;
  first.usage_id = "2";
  first.track_id = "t1";
  first.isrc = "GBAYE6800011";
  first.title = "One, \"two\"";
  first.territory = "DE";
  first.service = "Premium";
  first.user_id = "u1";
  first.period_start = *day_of("2026-01-01");
  first.period_end = *day_of("2026-01-31");
  first.uses = 7;
  first.revenue = Money{150, currency_of("EUR").value()};
  EXPECT_EQ(read.lines[0], first);
  EXPECT_EQ(read.lines[1].usage_id, "4");
  EXPECT_EQ(read.lines[1].track_id, "USRC17607839");
  EXPECT_EQ(read.lines[1].title, "plain");
  EXPECT_EQ(read.lines[1].revenue, Money{});
}

constexpr const char* kHeader = "track_id,isrc,title,territory,period_start,period_end,uses,revenue,currency\n";

struct Malformed {
  const char* text;
  const char* reason;
};

TEST(UsageCsv, RefusesEachMalformedLineWithItsReasonAndReadsTheRest) {
  const Malformed lines[] = {
      {"t,,T,DE,2026-01-01,2026-01-31", "has fewer fields than the header"},
      {"t,,T,DE,2026-01-01,2026-01-31,1,,,", "has more fields than the header"},
      {"t,BAD,T,DE,2026-01-01,2026-01-31,1,,", "its isrc \"BAD\" is no ISRC"},
      {",,T,DE,2026-01-01,2026-01-31,1,,", "names no track"},
      {"t,,T,,2026-01-01,2026-01-31,1,,", "its territory \"\" is no country"},
      {"t,,T,Worldwide,2026-01-01,2026-01-31,1,,", "its territory \"Worldwide\""},
      {"t,,T,ZZ,2026-01-01,2026-01-31,1,,", "its territory \"ZZ\""},
      {"t,,T,DE,01.01.2026,2026-01-31,1,,", "its period_start \"01.01.2026\" is no date"},
      {"t,,T,DE,2026-01-01,2026-02-30,1,,", "its period_end \"2026-02-30\" is no date"},
      {"t,,T,DE,2026-02-01,2026-01-31,1,,", "its period ends before it starts"},
      {"t,,T,DE,2026-01-01,2026-01-31,,,", "its uses \"\" is no whole number"},
      {"t,,T,DE,2026-01-01,2026-01-31,-3,,", "its uses \"-3\" is no whole number"},
      {"t,,T,DE,2026-01-01,2026-01-31,99999999999999999999,,", "is no whole number"},
      {"t,,T,DE,2026-01-01,2026-01-31,1,2.50,", "has a revenue and no currency"},
      {"t,,T,DE,2026-01-01,2026-01-31,1,2.50,EURO", "its currency \"EURO\""},
      {"t,,T,DE,2026-01-01,2026-01-31,1,2.505,EUR", "with at most 2 decimals, as EUR has"},
      {"t,,T,DE,2026-01-01,2026-01-31,1,-2.50,EUR", "its revenue \"-2.50\""},
      {"t,,T \"x\" y,DE,2026-01-01,2026-01-31,1,,", "a quotation mark inside a field"},
      {"t,,\"T,DE,2026-01-01,2026-01-31,1,,", "opens a quotation mark that its line does not close"},
      {"t,,\"T\"\"x,DE,2026-01-01,2026-01-31,1,,", "opens a quotation mark that its line does not close"},
      {"t,,\"T\" x,DE,2026-01-01,2026-01-31,1,,", "has text behind a closing quotation mark"},
      {"t,,T\x01,DE,2026-01-01,2026-01-31,1,,", "holds a control character"},
      {"t,,T\xff,DE,2026-01-01,2026-01-31,1,,", "is not valid UTF-8"},
  };
  for (const Malformed& line : lines) {
    SCOPED_TRACE(line.text);
    const Read read = read_usage(std::string(kHeader) + "a,,A,DE,2026-01-01,2026-01-31,1,,\n" + line.text +
                                 "\nb,,B,DE,2026-01-01,2026-01-31,2,,\n");
    ASSERT_EQ(read.error, "");
    ASSERT_THAT(read.refusals, SizeIs(1));
    EXPECT_EQ(read.refusals[0].place, "usage:3");
    EXPECT_THAT(read.refusals[0].reason, HasSubstr(line.reason));
    ASSERT_THAT(read.lines, SizeIs(2));
    EXPECT_EQ(read.lines[1].usage_id, "4");
  }
  const Read read = read_usage(std::string(kHeader) + std::string(1001, 't') + ",,A,DE,2026-01-01,2026-01-31,1,,\n");
  ASSERT_THAT(read.refusals, SizeIs(1));
  EXPECT_THAT(read.refusals[0].reason, HasSubstr("more than 1000 bytes"));
}

TEST(UsageCsv, RefusesAFileWithAnUnsoundHeader) {
  const Malformed files[] = {
      {"", "usage: holds no usage"},
      {"\n \n", "usage: holds no usage"},
      {"track_id,territory,period_start,period_end\n", "usage:1: has no column uses"},
      {"title,territory,period_start,period_end,uses\n", "usage:1: has neither a column track_id nor isrc"},
      {"track_id,territory,period_start,period_end,uses,uses\n", "usage:1: the column uses occurs twice"},
      {"track_id,territory,period_start,period_end,uses,revnue\n", "usage:1: \"revnue\" is no column of usage"},
      {"a\tb\n", "usage:1: is neither a HEAD record nor a header of columns"},
      {"#tributary-refused 1 abc\n", "usage:1: names no report by 64 hexadecimal digits"},
  };
  for (const Malformed& file : files) EXPECT_THAT(read_usage(file.text).error, HasSubstr(file.reason)) << file.text;
}

TEST(UsageLines, RefusesALineThatNoMemoryWasSetAsideFor) {
  const std::string longest(UsageLines::kMaxLineBytes, 'x');
  EXPECT_THAT(read_usage(kHeader + longest + longest + "x").error, HasSubstr("usage:2: is longer than 1048576 bytes"));
  EXPECT_EQ(read_usage(kHeader + longest).error, "");
}

TEST(UsageDsr, ReadsUsageOfResourcesInTheContextOfTheirSummaries) {
  const Read read = read_usage(small_dsr());
  ASSERT_EQ(read.error, "");
  EXPECT_THAT(read.refusals, IsEmpty());
  ASSERT_THAT(read.lines, SizeIs(3));
  EXPECT_EQ(read.not_royalty_bearing, 1);
  UsageLine first;
  first.usage_id = "7";
  first.track_id = "T|1";
  first.isrc = "GBAYE6800011";
  first.title = "Title \\ one";
  first.territory = "DE";
  first.service = "Premium";
  first.period_start = *day_of("2026-01-01");
  first.period_end = *day_of("2026-01-31");
  first.uses = 120;
  first.revenue = Money{0, currency_of("EUR").value()};
  EXPECT_EQ(read.lines[0], first);
  EXPECT_EQ(read.lines[1].territory, "FR");
  EXPECT_EQ(read.lines[1].service, "PayAsYouGoModel");
  EXPECT_EQ(read.lines[1].uses, 8) << "ten downloads, two of them returned";
  EXPECT_EQ(read.lines[1].revenue, (Money{792, currency_of("EUR").value()})) << "0.99 for each";
  EXPECT_EQ(read.lines[2].track_id, "T2");
  EXPECT_EQ(read.lines[2].isrc, "");
  EXPECT_EQ(read.heading.sender_id, "PADPIDA2026010101A");
  EXPECT_EQ(read.heading.message_id, "M1");
  ASSERT_THAT(read.pools, SizeIs(2));
  EXPECT_EQ(read.pools[0].net_revenue, (Money{123457, currency_of("EUR").value()})) << "rounded once, from 1234.565001";
  EXPECT_EQ(read.pools[0].uses, 1000);
}

// small_dsr() with one of its lines (from 1) replaced.
std::string with_line(std::size_t number, const std::string& text) {
  std::vector<std::string> lines = small_dsr_lines();
  lines.at(number - 1) = text;
  return joined(lines);
}

TEST(UsageDsr, RefusesEachMalformedRecordAndWhatRefersToIt) {
  const Malformed records[] = {
      {"3\tSY01\t\t\t\tPayAsYouGoModel\tDownload\tFR\t\t10\t\tEUR\t7.92", "has no SummaryRecordId"},
      {"3\tSY01\tS2\t\t\tPayAsYouGoModel\tDownload\tWorldwide\t\t10\t\tEUR\t7.92", "its Territory \"Worldwide\""},
      {"3\tSY01\tS2\t\t\tPayAsYouGoModel\tDownload\tFR\ta|b\t10\t\tEUR\t7.92",
       "several values in a cell that takes one"},
      {"3\tSY01\tS2\t\t\tPayAsYouGoModel\tDownload\tFR\t\t10\t\tEURO\t7.92", "its CurrencyOfReporting \"EURO\""},
      {"3\tSY01\tS2\t\t\tPayAsYouGoModel\tDownload\tFR\t\tten\t\tEUR\t7.92", "its TotalUsages \"ten\""},
      {"3\tSY01\tS2\t\t\tPayAsYouGoModel\tDownload\tFR\t\t10\t\tEUR\t-7.92", "its NetRevenue \"-7.92\""},
      {"3\tSY01\tS1\t\t\tPayAsYouGoModel\tDownload\tFR\t\t10\t\tEUR\t7.92", "its SummaryRecordId \"S1\" occurs twice"},
      {"5\tAS02.04\tB1\t\tT1\tGBAYE6800011\tTitle", "has no ResourceReference"},
      {"5\tAS02.04\tB1\t1\t\tGBAYE6800011\tTitle", "has no DspResourceId"},
      {"5\tAS02.04\tB1\t1\tA\\B\tGBAYE6800011\tTitle", "a backslash that escapes nothing (cell 4)"},
      {"5\tAS02.04\tB1\t1\tT1\tNOISRC\tTitle", "its ISRC \"NOISRC\""},
      {"5\tAS02.04\tB1\t1\tT1\tGBAYE6800011\ta|b", "several values in a cell that takes one (cell 6)"},
      {"5\tAS02.04\tB1\t1\tT1\tGBAYE6800011\tT\xff", "is not valid UTF-8"},
      {"5\tnonsense\tB1", "starts with no record type"},
      {"7\tSU02.03\tB1\tS9\tX1\t\t1\ttrue\t120", "refers to the summary \"S9\" (cell 3)"},
      {"7\tSU02.03\tB1\tS1\tX1\t1\t\ttrue\t120", "usage of whole releases is not read"},
      {"7\tSU02.03\tB1\tS1\tX1\t\t9\ttrue\t120", "refers to the resource \"9\" (cell 6)"},
      {"7\tSU02.03\tB1\tS1\tX1\t\t1\tyes\t120", "its IsRoyaltyBearing \"yes\""},
      {"7\tSU02.03\tB1\tS1\tX1\t\t1\ttrue\t-1", "its NumberOfStreams \"-1\" (cell 8)"},
      {"7\tSU02.03\tB1\tS1\tX1\t\t1\ttrue\t", "its NumberOfStreams \"\" (cell 8)"},
      {"7\tSU02.03\tB1\tS1\tX1\t\t1\ttrue\t1\tfree", "its price \"free\" (cell 9)"},
      {"7\tSU05.02\tB1\tS1\tX1\t\t1\ttrue\t1", "an SU record other than SU01 and SU02"},
      {"8\tSU01.03\tB1\tS2\tX2\t\t1\ttrue\tfalse\t10\t11\t0.99", "its Returns \"11\" (cell 10)"},
      {"8\tSU01.03\tB1\tS2\tX2\t\t1\ttrue\tfalse\tx\t0\t0.99", "its Usages \"x\" (cell 9)"},
  };
  for (const Malformed& record : records) {
    SCOPED_TRACE(record.text);
    const std::string text = record.text;
    const Read read = read_usage(with_line(std::stoul(text), text.substr(text.find('\t') + 1)));
    ASSERT_EQ(read.error, "");
    ASSERT_FALSE(read.refusals.empty());
    EXPECT_EQ(read.refusals[0].place, "usage:" + text.substr(0, text.find('\t')));
    EXPECT_THAT(read.refusals[0].reason, HasSubstr(record.reason));
    EXPECT_EQ(read.lines.size() + read.refusals.size() - (text[0] < '7' ? 1U : 0U), 3U) << "nothing is lost";
  }
}

TEST(UsageDsr, RefusesAFileThatIsNotWhole) {
  const auto error_of = [](const std::string& text) { return read_usage(text).error; };
  std::vector<std::string> lines = small_dsr_lines();
  lines.pop_back();
  EXPECT_THAT(error_of(joined(lines)), HasSubstr("usage: ends without a FOOT record: it is cut off"));
  lines.erase(lines.begin() + 7);
  lines.push_back("FOOT\t12\t12\t2\t2\t2");
  EXPECT_THAT(error_of(joined(lines)),
              HasSubstr("usage:11: its FOOT record states \"12\" lines (cell 2), and the file holds 11"));
  EXPECT_THAT(error_of(with_line(12, "FOOT\t12\t12\t3\t2\t2")), HasSubstr("\"3\" summary records (cell 4)"));
  EXPECT_THAT(error_of(with_line(12, "FOOT\t12\t12\t2\t1\t2")), HasSubstr("\"1\" blocks (cell 5)"));
  EXPECT_THAT(error_of(with_line(12, "FOOT\t12\t12\t2\t2\t9")), HasSubstr("\"9\" blocks (cell 6)"));
  EXPECT_THAT(error_of(with_line(12, "FOOT\t12\t13\t2\t2")), HasSubstr("\"13\" lines (cell 3)"));
  EXPECT_THAT(error_of(small_dsr() + "SU02\tB1\n"), HasSubstr("usage:13: follows the FOOT record"));
  EXPECT_THAT(error_of(with_line(2, small_dsr_lines()[0])), HasSubstr("usage:2: is a second HEAD record"));
}

TEST(UsageDsr, RefusesAFileWithAnUnsoundHead) {
  const auto error_with_cell = [](std::size_t cell, const std::string& text) {
    std::vector<std::string> cells = head_cells();
    cells.at(cell - 1) = text;
    return read_usage(with_line(1, joined(cells, "\t", ""))).error;
  };
  EXPECT_THAT(error_with_cell(3, "UgcProfile"), HasSubstr("only a subset of BasicAudioProfile is read"));
  EXPECT_THAT(error_with_cell(5, ""), HasSubstr("has no MessageId (cell 5)"));
  EXPECT_THAT(error_with_cell(11, ""), HasSubstr("has no SenderPartyId (cell 11)"));
  EXPECT_THAT(error_with_cell(7, "2"), HasSubstr("calls it file \"2\" of \"1\""));
  EXPECT_THAT(error_with_cell(7, "0"), HasSubstr("calls it file \"0\" of \"1\""));
  EXPECT_THAT(error_with_cell(8, "x"), HasSubstr("calls it file \"1\" of \"x\""));
  EXPECT_THAT(error_with_cell(9, "2026-02"), HasSubstr("covers no period: \"2026-02\" to \"2026-01-31\""));
  EXPECT_THAT(error_with_cell(10, "x"), HasSubstr("covers no period"));
  EXPECT_THAT(error_with_cell(12, "\xff"), HasSubstr("is not valid UTF-8"));
}

TEST(UsageReader, ReadsACorrectionByTheMarksOfItsLines) {
  const std::string mark = "#tributary-refused 1 " + std::string(64, 'a') + "\n";
  const Read csv =
      read_usage(mark + kHeader + "#17: bad\na,,A,DE,2026-01-01,2026-01-31,1,,\n" +
                 "b,,B,DE,2026-01-01,2026-01-31,2,,\n#18: worse\n#99: x,,B,ZZ,2026-01-01,2026-01-31,2,,\n\n");
  ASSERT_EQ(csv.error, "");
  ASSERT_THAT(csv.lines, SizeIs(1));
  EXPECT_EQ(csv.lines[0].usage_id, "17");
  ASSERT_THAT(csv.refusals, SizeIs(2));
  EXPECT_EQ(csv.refusals[0].place, "usage:5");
  EXPECT_THAT(csv.refusals[0].reason, HasSubstr("has no mark above it"));
  EXPECT_THAT(csv.refusals[1].reason, HasSubstr("its territory \"ZZ\"")) << "what follows a mark is no mark";

  const auto lines = small_dsr_lines();
  const Read dsr = read_usage(mark + lines[0] + "\n" + lines[1] + "\n" + lines[4] + "\n#7: bad\n" + lines[6] + "\n" +
                              lines[6] + "\n");
  ASSERT_EQ(dsr.error, "") << "a correction needs no FOOT record";
  ASSERT_THAT(dsr.lines, SizeIs(1));
  EXPECT_EQ(dsr.lines[0].usage_id, "7");
  ASSERT_THAT(dsr.refusals, SizeIs(1));
  EXPECT_THAT(dsr.refusals[0].reason, HasSubstr("has no mark above it"));
}

}  // namespace
}  // namespace tributary::royalty
