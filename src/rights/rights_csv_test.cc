#include "rights/rights_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rights/recording_sink.h"

namespace tributary::rights {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kAll =
    "right,recording_id,isrc,work_id,iswc,title,party_id,party_name,ipi,isni,dpid,share_ppm,share_percent,territory,"
    "from,"
    "until,ai_use,ai_terms,ai_said_by,ai_said_on,source\n";

RecordingSink read(const std::string& rows) {
  RecordingSink sink;
  EXPECT_EQ(read_rights_csv(kAll + rows, sink).value(), ReadOutcome::kComplete);
  return sink;
}

TEST(RightsCsv, ReadsEveryColumn) {
  const RecordingSink sink = read(
      "publishing,rec_1,GBAYE6800011,W1,T0345246801,Song,anna,Anna,17798450,0000 0001 2103 "
      "2683,PADPIDA2014120301U,333333,,"
      "2124 -CH,2026-01-01,2026-12-31,licensed,terms-1,Publisher,2026-02-03,society\n");
  EXPECT_EQ(sink.refusals, "");
  ASSERT_THAT(sink.statements, SizeIs(1));
  const Statement& statement = sink.statements[0];
  EXPECT_EQ(statement.source, "csv:society");
  EXPECT_EQ(statement.asset.kind, AssetKind::kWork);
  EXPECT_EQ(statement.asset.identifiers, (std::vector<Identifier>{{"own", "W1"}, {"iswc", "T-034.524.680-1"}}));
  ASSERT_THAT(statement.linked, SizeIs(1));
  EXPECT_EQ(statement.linked[0].identifiers, (std::vector<Identifier>{{"own", "rec_1"}, {"isrc", "GBAYE6800011"}}));
  ASSERT_TRUE(statement.registration);
  const ClaimRecord& claim = statement.registration->claims.at(0);
  EXPECT_EQ(
      claim.party.identifiers,
      (std::vector<Identifier>{
          {"own", "anna"}, {"ipi", "00017798450"}, {"isni", "0000000121032683"}, {"dpid", "PADPIDA2014120301U"}}));
  EXPECT_EQ(claim.share_ppm, 333'333);
  EXPECT_EQ(to_string(claim.territory), "AT DE");
  EXPECT_EQ(to_string(*claim.period.until), "2026-12-31");
  EXPECT_EQ(statement.reservations.at(0).terms_id, "terms-1");
}

TEST(RightsCsv, ReportsColumnsItDoesNotKnow) {
  RecordingSink sink;
  EXPECT_EQ(read_rights_csv("\xef\xbb\xbfRIGHT,isrc,mood,b\xff"
                            "d\nmaster,GBAYE6800011,sad,x\n",
                            sink)
                .value(),
            ReadOutcome::kComplete);
  EXPECT_EQ(sink.ignored, "1 column mood\n1 column that is no text\n");
  EXPECT_THAT(sink.statements, SizeIs(1));
  EXPECT_THAT(sink.statements[0].reservations, IsEmpty());
}

struct BadRow {
  const char* row;
  const char* reason;
};

TEST(RightsCsv, SaysWhatIsWrongWithARow) {
  const BadRow rows[] = {
      {"neighbouring,r,,,,,a,,,,,1,,,,,,,,,", "column right: \"neighbouring\" is neither master nor publishing"},
      {"master,,,,,,a,,,,,1,,,,,,,,,", "names no recording: recording_id and isrc are empty"},
      {"publishing,r,,,,,a,,,,,1,,,,,,,,,", "names no work: work_id and iswc are empty"},
      {"master,ipi:1,,,,,a,,,,,1,,,,,,,,,",
       "column recording_id: \"ipi:1\" starts with ipi:, which names another kind of id"},
      {"master,,GB,,,,a,,,,,1,,,,,,,,,",
       "column isrc: \"GB\" is no ISRC: it takes 12 letters and digits such as GBAYE6800011"},
      {"publishing,,,,T0345246802,,a,,,,,1,,,,,,,,,",
       "column iswc: \"T0345246802\" is no ISWC: its check digit is 2 and should be 1"},
      {"master,r,,,,,,Anna,,,,1,,,,,,,,,", "names no party: party_id, ipi, isni and dpid are empty"},
      {"master,r,,,,,,,17798451,,,1,,,,,,,,,",
       "column ipi: \"17798451\" is no IPI name number: its check digits are 51 and should be 50"},
      {"master,r,,,,,,,,0000000121032684,,1,,,,,,,,,",
       "column isni: \"0000000121032684\" is no ISNI: its check character is 4 and should be 3"},
      {"master,r,,,,,,,,,PA,1,,,,,,,,,",
       "column dpid: \"PA\" is no DPID: it takes PADPIDA, ten digits and a letter or digit"},
      {"master,r,,,,,a,,,,,,,,,,,,,,", "takes one of share_ppm and share_percent"},
      {"master,r,,,,,a,,,,,1,1,,,,,,,,", "takes one of share_ppm and share_percent"},
      {"master,r,,,,,a,,,,,-1,,,,,,,,,", "column share_ppm: \"-1\" is no whole number from 0 to 1000000"},
      {"master,r,,,,,a,,,,,,101,,,,,,,,", "column share_percent: \"101\" is no decimal number from 0 to 100"},
      {"master,r,,,,,a,,,,,1,,EU,,,,,,,",
       "column territory: \"EU\" is neither WORLD nor a country's ISO 3166-1 code of two letters nor a TIS code"},
      {"master,r,,,,,a,,,,,1,,,2026-02-30,,,,,,",
       "column from: \"2026-02-30\" is no day: it takes year, month and day such as 2026-11-26"},
      {"master,r,,,,,a,,,,,1,,,,x,,,,,",
       "column until: \"x\" is no day: it takes year, month and day such as 2026-11-26"},
      {"master,r,,,,,a,,,,,1,,,2026-01-02,2026-01-01,,,,,", "column until: 2026-01-01 is before 2026-01-02"},
      {"master,r,,,,,,,,,,,,,,,maybe,,L,2026-01-01,",
       "column ai_use: \"maybe\" is none of unknown, allowed, licensed and reserved"},
      {"master,r,,,,,,,,,,,,,,,licensed,,L,2026-01-01,",
       "column ai_terms: is given for licensed use, and for no other"},
      {"master,r,,,,,,,,,,,,,,,reserved,t,L,2026-01-01,",
       "column ai_terms: is given for licensed use, and for no other"},
      {"master,r,,,,,,,,,,,,,,,reserved,,,2026-01-01,", "column ai_said_by: is empty: a reservation says who makes it"},
      {"master,r,,,,,,,,,,,,,,,reserved,,L,,",
       "column ai_said_on: \"\" is no day: it takes year, month and day such as 2026-11-26"},
      {"master,r", "has 2 fields where the header has 21"},
      {"master,r,,,,caf\xe9,a,,,,,1,,,,,,,,,", "field 6 is not valid UTF-8"},
      {"master,r,,,,\"x\"y,a,,,,,1,,,,,,,,,", "has a quotation mark inside a field that is not quoted as a whole"},
  };
  for (const BadRow& bad : rows) {
    const RecordingSink sink = read(std::string(bad.row) + "\nmaster,fine,,,,,a,,,,,1,,,,,,,,,\n");
    EXPECT_EQ(sink.refusals, std::string("2 ") + bad.reason + "\n");
    EXPECT_THAT(sink.statements, SizeIs(1)) << bad.row;
  }
  std::string nul = "master,r,,,,x,a,,,,,1,,,,,,,,,\n";
  nul[nul.find('x')] = '\0';
  EXPECT_EQ(read(nul).refusals, "2 field 6 holds a NUL byte\n");
}

// A quotation mark that is never closed makes one field of the rest.
TEST(RightsCsv, BoundsTheMemoryOfAField) {
  std::string rows = "master,fine,,,,,a,,,,,1,,,,,,,,,\nmaster,\"r";
  for (int i = 0; i < 200'000; ++i) rows += ",aaaaaaaaa\n";
  const RecordingSink sink = read(rows);
  EXPECT_EQ(sink.refusals, "3 field 2 is longer than 1048576 bytes; the rest of the file is not read\n");
  EXPECT_THAT(sink.statements, SizeIs(1));
  const RecordingSink long_line = read("master," + std::string(3'000'000, 'r'));
  EXPECT_EQ(long_line.refusals, "2 field 2 is longer than 1048576 bytes; the rest of the file is not read\n");
}

// Lines longer than what is read at once keep their number, also after a refusal in their first part.
TEST(RightsCsv, CountsLongLinesOnce) {
  const std::string filler(60'000, 'x');
  const std::string bad = "master,\"x\"y,,,," + filler + "," + filler + ",,,,,,,,,,,,,,\n";
  const std::string good = "master,fine,,,," + filler + ",a," + filler + ",,,,1,,,,,,,,,\n";
  const RecordingSink sink = read(bad + good + good + "x\n");
  EXPECT_EQ(
      sink.refusals,
      "2 has a quotation mark inside a field that is not quoted as a whole\n5 has 1 fields where the header has 21\n");
  ASSERT_THAT(sink.statements, SizeIs(2));
  EXPECT_EQ(sink.statements[1].line, 4);
}

TEST(RightsCsv, LeavesErrorsOfTheStoreToTheCaller) {
  RecordingSink sink;
  sink.fails = true;
  EXPECT_EQ(read_rights_csv("right,isrc\nmaster,GBAYE6800011\n", sink).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace tributary::rights
