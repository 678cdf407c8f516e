#include "rights/cwr_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rights/recording_sink.h"
#include "rights/test_files.h"

namespace tributary::rights {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kIpi = "00017798450";

struct Read {
  RecordingSink sink;
  ReadOutcome outcome;
};

Read read(const std::string& bytes) {
  Read result;
  result.outcome = read_cwr(bytes, result.sink).value();
  return result;
}

RecordingSink complete(TestCwr& file) {
  Read result = read(file.text());
  EXPECT_EQ(result.outcome, ReadOutcome::kComplete) << result.sink.refusals;
  return std::move(result.sink);
}

// What the claims of a statement say, one a line.
std::string claims(const Statement& statement) {
  std::string text;
  for (const ClaimRecord& claim : statement.registration->claims)
    text +=
        fmt::format("{} {} {} part {}\n", claim.party.name, claim.share_ppm, to_string(claim.territory), claim.part);
  return text;
}

TestCwr plain() {
  TestCwr file;
  file.work("SONG", "W1", "T0345246801").publisher("P1", "PUB", kIpi).spt("P1", 5000, "2136");
  return file;
}

TEST(Cwr, ReadsAWorkWithItsPublisherAndWriter) {
  TestCwr file("02.20");
  file.work("THE SONG", "W0001", "T0345246801")
      .publisher("P1", "BIG PUBLISHER", kIpi)
      .spt("P1", 5000, "2136")
      .writer("W1", "SMITH", "ANNA")
      .swt("W1", 5000, "2136")
      .pwr("P1", "W1", "01")
      .add(TestRecord("ALT").at(20, "OTHER TITLE").at(80, "AT"))
      .rec("GBAYE6800011", "THE RECORDING", "Y");
  const RecordingSink sink = complete(file);
  EXPECT_EQ(sink.refusals, "");
  EXPECT_EQ(sink.ignored, "");
  ASSERT_THAT(sink.statements, SizeIs(1));
  const Statement& work = sink.statements[0];
  EXPECT_EQ(work.line, 3);
  EXPECT_EQ(work.source, "cwr:PB000000199");
  EXPECT_EQ(work.moment, "2026-03-01T12:00:00");
  EXPECT_EQ(work.asset.identifiers,
            (std::vector<Identifier>{{"iswc", "T-034.524.680-1"}, {"cwr:PB000000199", "W0001"}}));
  EXPECT_EQ(work.asset.titles, (std::vector<std::string>{"THE SONG", "OTHER TITLE"}));
  EXPECT_EQ(claims(work), "BIG PUBLISHER 500000 WORLD part 1\nANNA SMITH 500000 WORLD part 2\n");
  EXPECT_EQ(work.registration->claims[0].party.identifiers,
            (std::vector<Identifier>{{"ipi", kIpi}, {"cwr:PB000000199", "P1"}}));
  EXPECT_EQ(work.linked.at(0).identifiers.at(0).value, "GBAYE6800011");
  EXPECT_EQ(work.linked.at(0).titles.at(0), "THE RECORDING");
  EXPECT_EQ(cwr_version(file.text()).value(), "CWR 2.2");
  EXPECT_EQ(cwr_version(plain().text()).value(), "CWR 2.1");
}

TEST(Cwr, PutsTerritoriesTogether) {
  TestCwr file;
  file.work("SONG", "W1")
      .publisher("P1", "PUB")
      .spt("P1", 2500, "2136")
      .spt("P1", 0, "0840", 'E')
      .spt("P1", 5000, "0840")
      .publisher("P2", "SUB")
      .spt("P2", 1000, "2120")
      .spt("P2", 0, "0756", 'E')
      .spt("P2", 1000, "0392")
      .spt("P2", 0, "0124", 'I', 10000);
  const RecordingSink sink = complete(file);
  EXPECT_EQ(sink.refusals, "");
  EXPECT_EQ(sink.ignored, "12 SPT without a performing share\n");
  ASSERT_THAT(sink.statements, SizeIs(1));
  const auto& found = sink.statements[0].registration->claims;
  ASSERT_THAT(found, SizeIs(3));
  EXPECT_EQ(to_string(found[0].territory), "WORLD -US");
  EXPECT_EQ(found[0].share_ppm, 250'000);
  EXPECT_EQ(to_string(found[1].territory), "US");
  EXPECT_EQ(found[2].territory, (parse_territory("2120 JP -CH").value()));
}

TEST(Cwr, KeepsOverlappingInclusionsApart) {
  TestCwr file;
  file.work("SONG", "W1").publisher("P1", "PUB").spt("P1", 2500, "2136").spt("P1", 2500, "0276");
  EXPECT_THAT(complete(file).statements.at(0).registration->claims, SizeIs(2));
}

TEST(Cwr, ReportsWhatItPassesOver) {
  TestCwr file;
  file.work("SONG", "W1").publisher("P1", "PUB").spt("P1", 5000, "2136");
  for (const char* type : {"NPN", "OPT", "OPU", "OWR", "OWT"}) file.add(TestRecord(type).at(20, "x"));
  file.pwr("P9").add(TestRecord("ALT").at(20, "CAF\xc9")).rec("").rec("GBAYE6800011", "", "U");
  file.open_group("AGR").add(TestRecord("AGR")).add(TestRecord("TER"));
  const RecordingSink sink = complete(file);
  EXPECT_EQ(sink.refusals, "");
  EXPECT_EQ(
      sink.ignored,
      "6 NPN\n7 OPT\n8 OPU\n9 OWR\n10 OWT\n11 PWR after OWR\n12 ALT without a title in ASCII\n13 REC without an ISRC\n"
      "14 REC that calls its ISRC invalid\n17 group AGR: AGR\n18 group AGR: TER\n");
  EXPECT_THAT(sink.statements, SizeIs(1));
}

TEST(Cwr, RefusesARecordingAloneAndKeepsItsWork) {
  TestCwr file = plain();
  file.rec("NONSENSE");
  const RecordingSink sink = complete(file);
  EXPECT_EQ(sink.refusals, "6 ISRC \"NONSENSE\" is no ISRC: it takes 12 letters and digits such as GBAYE6800011\n");
  EXPECT_THAT(sink.statements, SizeIs(1));
}

struct BadWork {
  void (*make)(TestCwr& file);
  const char* refusal;
};

TEST(Cwr, RefusesAWorkWithAnUnsoundRecordAndReadsTheNext) {
  const BadWork works[] = {
      {[](TestCwr& f) { f.work("", "W1"); }, "3 Work Title (positions 20 to 79) is blank"},
      {[](TestCwr& f) { f.work("SONG", ""); }, "3 Submitter Work # (positions 82 to 95) is blank"},
      {[](TestCwr& f) { f.work("SONG", "W1", "T0345246802"); },
       "3 ISWC \"T0345246802\" is no ISWC: its check digit is 2 and should be 1"},
      {[](TestCwr& f) { f.work("S\x01NG", "W1"); }, "3 position 21 holds a byte that is no printable ASCII character"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("", "PUB"); },
       "4 Interested Party # (positions 22 to 30) is blank"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", ""); }, "4 Publisher Name (positions 31 to 75) is blank"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB", "", 1, "  "); },
       "4 Publisher Type (positions 77 to 78) is blank"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB", "00017798451"); },
       "4 Publisher IPI Name # \"00017798451\" is no IPI name number"},
      {[](TestCwr& f) { f.work("SONG", "W1").add(TestRecord("SPU").at(20, "xx")); },
       "4 Publisher Sequence # (positions 20 to 21) is \"xx\" and no number"},
      {[](TestCwr& f) {
         f.work("SONG", "W1").add(TestRecord("SPU").at(20, "01P1").at(31, "PUB").at(77, "E").at(116, "05100"));
       },
       "4 PR Ownership Share is 51.00 %, more than 50.06 %"},
      {[](TestCwr& f) { f.work("SONG", "W1").spt("P1", 1, "2136"); }, "4 SPT follows no SPU"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").swt("P1", 1, "2136"); }, "5 SWT follows no SWR"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").add(TestRecord("OPU")).spt("P1", 1, "2136"); },
       "6 SPT follows no SPU"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").spt("P2", 1, "2136"); },
       "5 SPT is of interested party \"P2\" and follows \"P1\""},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").spt("P1", 5100, "2136"); },
       "5 PR Collection Share is 51.00 %, more than 50.06 %"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").spt("P1", 1, "2136", 'I', 10001); },
       "5 MR Collection Share is 100.01 %, more than 100.00 %"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").spt("P1", 1, "2135"); },
       "5 TIS Numeric Code: \"2135\" is no TIS code of a territory of today"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").spt("P1", 1, "DE"); },
       "5 TIS Numeric Code (positions 51 to 54) is \"DE\" and no number"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").spt("P1", 1, "2136", 'X'); },
       "5 Inclusion/Exclusion Indicator is \"X\", neither I nor E"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").spt("P1", 0, "0840", 'E'); },
       "5 excludes a territory before any is included"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").spt("P1", 1, "2136").spt("P1", 1, "0840", 'E'); },
       "6 excludes a territory and states a share for it"},
      {[](TestCwr& f) {
         f.work("SONG", "W1").publisher("P1", "PUB").add(TestRecord("SPT").at(20, "P1").at(35, "0x000"));
       },
       "5 PR Collection Share (positions 35 to 39) is \"0x000\" and no number"},
      {[](TestCwr& f) { f.work("SONG", "W1").writer("W1", ""); }, "4 Writer Last Name (positions 29 to 73) is blank"},
      {[](TestCwr& f) { f.work("SONG", "W1").writer("W1", "SMITH", "", "12"); },
       "4 Writer IPI Name # \"12\" is no IPI name number"},
      {[](TestCwr& f) { f.work("SONG", "W1").pwr("P1"); }, "4 PWR follows no SWR"},
      {[](TestCwr& f) { f.work("SONG", "W1").writer("W1", "SMITH").pwr(""); },
       "5 Publisher IP # (positions 20 to 28) is blank"},
      {[](TestCwr& f) { f.work("SONG", "W1").writer("W1", "SMITH").pwr("P1", "W2"); },
       "5 PWR is of writer \"W2\" and follows \"W1\""},
      {[](TestCwr& f) { f.work("SONG", "W1").writer("W1", "SMITH").pwr("P1"); },
       "3 PWR on line 5 names publisher \"P1\", which no SPU introduces"},
      {[](TestCwr& f) { f.work("SONG", "W1").publisher("P1", "PUB").writer("W1", "S").pwr("P1", "", "02"); },
       "3 PWR on line 6 names publisher \"P1\""},
      {[](TestCwr& f) { f.work("SONG", "W1").add(TestRecord("XYZ")); },
       "4 record type \"XYZ\" belongs to no work registration"},
      {[](TestCwr& f) { f.work("SONG", "W1").raw("SPU0000000000000005"); }, "4 Record Sequence # is 5 and should be 1"},
      {[](TestCwr& f) { f.work("SONG", "W1").raw("SPU0000000700000001"); },
       "4 Transaction Sequence # is 7 within transaction 0"},
      {[](TestCwr& f) { f.work("SONG", "W1").raw("SPU"); },
       "4 Transaction Sequence # (positions 4 to 11) is \"\" and no number"},
      {[](TestCwr& f) { f.work("SONG", "W1").raw("ISW0000000000000000"); }, "4 ISW stands in a group of NWR"},
      {[](TestCwr& f) { f.open_group("NWR").raw("SPU0000000000000000"); }, "3 \"SPU\" belongs to no work"},
  };
  for (const BadWork& bad : works) {
    TestCwr file;
    bad.make(file);
    file.work("FINE", "W2").publisher("P9", "PUB").spt("P9", 1, "2136");
    const RecordingSink sink = complete(file);
    EXPECT_THAT(sink.refusals, StartsWith(bad.refusal));
    EXPECT_THAT(sink.statements, testing::Contains(testing::Field(&Statement::line, testing::Gt(3)))) << bad.refusal;
    EXPECT_EQ(sink.statements.back().asset.titles.at(0), "FINE");
  }
}

TEST(Cwr, NamesTheWorkThatARecordSpoils) {
  TestCwr file;
  file.work("SONG", "W1").publisher("P1", "PUB").spt("P1", 1, "2135").writer("W1", "NEVER READ");
  EXPECT_THAT(complete(file).refusals, HasSubstr("; the work of line 3 is refused\n"));
}

TEST(Cwr, LimitsTheRecordsOfAWork) {
  TestCwr file;
  file.work("SONG", "W1");
  for (int i = 0; i < 20'001; ++i) file.add(TestRecord("NPN"));
  EXPECT_THAT(complete(file).refusals, HasSubstr("the work has more than 20000 records"));
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

TEST(Cwr, RejectsAFileWhoseFrameIsUnsound) {
  const std::string sound = plain().text();
  const std::size_t trailer = sound.find("TRL");
  const std::vector<std::pair<std::string, std::string>> files = {
      {"", "1 the file is empty"},
      {"GRHNWR0000102.100000000001\n", "1 the file does not start with HDR"},
      {replaced(sound, "01.10", "01.20"),
       "1 EDI Standard Version Number is \"01.20\" and not 01.10: neither CWR 2.1 nor 2.2"},
      {replaced(sound, "PB000000199", "PB00000019x"), "1 Sender ID (positions 6 to 14) is \"00000019x\" and no number"},
      {replaced(sound, "HDRPB", "HDR  "), "1 Sender Type (positions 4 to 5) is blank"},
      {replaced(sound, "20260301120000", "20260231120000"), "1 \"2026-02-31\" is no day"},
      {replaced(sound, "20260301120000", "20260301  0000"), "1 Creation Date and Time are"},
      {sound.substr(0, trailer), "6 the file ends without TRL: it is cut off"},
      {sound + "SPU\n", "8 stands after TRL, the end of the file"},
      {replaced(sound, "TRL00001", "TRL00002"),
       "7 Group ID or Count is 2 where the file has 1: it is incomplete or was changed"},
      {replaced(sound, "TRL0000100000001", "TRL0000100000009"), "7 Transaction Count is 9 where the file has 1"},
      {replaced(sound, "GRT0000100000001", "GRT0000100000002"), "6 Transaction Count is 2 where the group has 1"},
      {replaced(sound, "GRT000010000000100000005", "GRT000010000000100000004"),
       "6 Record Count is 4 where the group has 5"},
      {replaced(sound, "GRT00001", "GRT0000x"), "6 Group ID or Count (positions 4 to 8) is \"0000x\" and no number"},
      {replaced(sound, "GRHNWR00001", "GRHNWR00007"), "2 Group ID is 7 and should be 1"},
      {replaced(sound, "GRHNWR00001", "GRHNWR0000x"), "2 Group ID (positions 7 to 11) is \"0000x\" and no number"},
      {replaced(sound, "GRHNWR", "GRHnwr"), "2 Transaction Type is \"nwr\""},
      {replaced(sound, "02.10", "02.00"), "2 the group is of version \"02.00\"; 02.10 and 02.20 are read"},
      {replaced(sound, "GRHNWR0000102.100000000001", "SPU0000000000000000"), "2 \"SPU\" stands outside of a group"},
      {replaced(sound, "GRT", "GRH"), "6 GRH stands within a group"},
      {replaced(sound, "GRT", "TRL"), "6 TRL stands within a group"},
      {replaced(sound, "GRHNWR0000102.100000000001", "GRT000010000000000000000"), "2 GRT ends no group"},
      {replaced(sound, "SONG", std::string(5000, 'X')), "3 is longer than 4096 bytes"},
  };
  for (const auto& [bytes, refusal] : files) {
    const Read result = read(bytes);
    EXPECT_EQ(result.outcome, ReadOutcome::kRejected) << refusal;
    EXPECT_THAT(result.sink.refusals, HasSubstr(refusal));
  }
}

TEST(Cwr, KnowsTheVersionsItReads) {
  EXPECT_FALSE(cwr_version("").ok());
  EXPECT_EQ(cwr_version("XDR").error().message, "the file does not start with HDR");
  std::string header = TestCwr("02.20").text();
  EXPECT_EQ(cwr_version(replaced(header, "2.2001", "3.0001")).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(cwr_version(replaced(header, "2.2001", "2.1   ")).value(), "CWR 2.1");
}

TEST(Cwr, LeavesErrorsOfTheStoreToTheCaller) {
  RecordingSink sink;
  sink.fails = true;
  EXPECT_EQ(read_cwr(plain().text(), sink).error().code, ErrorCode::kIo);
  TestCwr two = plain();
  two.work("SECOND", "W2");
  EXPECT_EQ(read_cwr(two.text(), sink).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace tributary::rights
