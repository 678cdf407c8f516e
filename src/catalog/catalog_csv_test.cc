#include "catalog/catalog_csv.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::catalog {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CatalogCsv parsed(const std::string &text) {
  auto csv = parse_catalog_csv(text, "catalog.csv");
  EXPECT_TRUE(csv.ok()) << csv.error().message;
  return csv ? *csv : CatalogCsv{};
}

std::string file_error(const std::string &text) {
  const auto csv = parse_catalog_csv(text, "catalog.csv");
  return csv ? "" : csv.error().message;
}

// The reason for which the only row of a file is refused.
std::string refusal(const std::string &header, const std::string &row) {
  const auto csv = parsed(header + "\n" + row + "\n");
  EXPECT_THAT(csv.recordings, IsEmpty());
  EXPECT_THAT(csv.refusals, SizeIs(1));
  return csv.refusals.empty() ? "" : csv.refusals[0].reason;
}

TEST(CatalogCsv, ReadsEveryColumn) {
  const auto csv = parsed(
      "path,title,artist,work_id,isrc,iswc,owner,share_ppm,ai_use,Label\r\n"
      "a/b.flac,\"Hello, \"\"World\"\"\",The Artists,W1,gb-aye-68-00011,T0345246801,Owner "
      "Ltd,700000,forbidden,Blue\r\n");
  ASSERT_THAT(csv.refusals, IsEmpty());
  ASSERT_THAT(csv.recordings, SizeIs(1));
  EXPECT_EQ(csv.recordings[0].line, 2);
  const Recording &recording = csv.recordings[0].recording;
  EXPECT_EQ(recording.path, "a/b.flac");
  EXPECT_EQ(recording.title, "Hello, \"World\"");
  EXPECT_EQ(recording.artist, "The Artists");
  EXPECT_EQ(recording.work_id, "W1");
  EXPECT_EQ(recording.isrc, "GBAYE6800011");
  EXPECT_EQ(recording.iswc, "T-034.524.680-1");
  EXPECT_EQ(recording.ai_use, "forbidden");
  EXPECT_THAT(recording.owners, ElementsAre(Ownership{"Owner Ltd", 700000}));
  EXPECT_EQ(recording.tags, (std::map<std::string, std::string>{{"Label", "Blue"}}));
}

TEST(CatalogCsv, GathersTheOwnersOfOneRecording) {
  const auto csv = parsed(
      "path,artist,title,owner,share_ppm\n"
      "a.wav,A,Song,X,600000\n"
      "b.wav,B,,Y,\n"
      "./a.wav,A,,Z,400000\n");
  ASSERT_THAT(csv.recordings, SizeIs(2));
  EXPECT_THAT(csv.recordings[0].recording.owners, ElementsAre(Ownership{"X", 600000}, Ownership{"Z", 400000}));
  EXPECT_EQ(csv.recordings[0].recording.title, "Song");
  EXPECT_THAT(csv.recordings[1].recording.owners, ElementsAre(Ownership{"Y", 1000000}));
}

TEST(CatalogCsv, AcceptsAByteOrderMarkBlankLinesAndEveryLineEnd) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    std::string text("\xef\xbb\xbfPath , ARTIST");
    text.append(end).append(end).append(" a.wav , A ").append(end).append("b.wav,B");
    const auto csv = parsed(text);
    ASSERT_THAT(csv.recordings, SizeIs(2));
    EXPECT_EQ(csv.recordings[0].recording.path, "a.wav");
    EXPECT_EQ(csv.recordings[0].line, 3);
    EXPECT_EQ(csv.recordings[1].line, 4);
  }
}

TEST(CatalogCsv, CountsLinesAcrossQuotedNewlines) {
  const auto csv = parsed("path,artist,note\na.wav,A,\"one\ntwo\r\nthree\"\nb.wav,,\n");
  ASSERT_THAT(csv.recordings, SizeIs(1));
  EXPECT_EQ(csv.recordings[0].recording.tags.at("note"), "one\ntwo\r\nthree");
  ASSERT_THAT(csv.refusals, SizeIs(1));
  EXPECT_EQ(csv.refusals[0].line, 5);
  EXPECT_EQ(csv.refusals[0].reason, "column artist: is empty");
}

TEST(CatalogCsv, RefusesAFileWithAnUnusableHeader) {
  EXPECT_THAT(file_error(""), HasSubstr("catalog.csv:1: the header is missing"));
  EXPECT_THAT(file_error("a.wav,The Artist\n"), HasSubstr("catalog.csv:1: the header has no column path"));
  EXPECT_THAT(file_error("\npath;artist\n"), HasSubstr("catalog.csv:2: the header has no column path"));
  EXPECT_THAT(file_error("path,title\n"), HasSubstr("no column artist"));
  EXPECT_THAT(file_error("path,artist,Path\n"), HasSubstr("names column path twice"));
  EXPECT_THAT(file_error("path,,artist\n"), HasSubstr("leaves column 2 without a name"));
  EXPECT_THAT(file_error(std::string("p\0a\0t\0h\0", 8)), HasSubstr("NUL"));
  EXPECT_THAT(file_error("path,artist,\xff\n"), HasSubstr("not valid UTF-8"));
}

TEST(CatalogCsv, RefusesAFileBeyondItsLimits) {
  EXPECT_THAT(file_error(std::string((32U << 20U) + 1, 'x')), HasSubstr("longer than 32 MiB"));
  std::string rows = "path,artist\n";
  for (int i = 0; i < 100'001; ++i) rows += "a,b\n";
  EXPECT_THAT(file_error(rows), HasSubstr("catalog.csv:100002: has more than 100000 rows"));
}

TEST(CatalogCsv, NamesTheColumnAndTheReasonOfABadRow) {
  EXPECT_EQ(refusal("path,artist", ",A"), "column path: is empty");
  EXPECT_EQ(refusal("path,artist", "a.wav,A,more"), "has 3 fields where the header has 2");
  EXPECT_EQ(refusal("path,artist", "a.wav,\xc3("), "column artist: is not valid UTF-8");
  EXPECT_EQ(refusal("path,artist", std::string("a\0b,A", 5)), "column path: holds a NUL byte");
  EXPECT_THAT(refusal("path,artist,isrc", "a.wav,A,GBAYE68"), HasSubstr("column isrc: \"GBAYE68\" is no ISRC"));
  EXPECT_THAT(refusal("path,artist,iswc", "a.wav,A,T-034.524.680-2"), HasSubstr("check digit is 2 and should be 1"));
  for (const std::string share : {"-1", "1000001", "0.5", "50%", "1e3", "99999999999999999999"})
    EXPECT_THAT(refusal("path,artist,owner,share_ppm", "a.wav,A,X," + share),
                HasSubstr("column share_ppm: \"" + share));
  EXPECT_THAT(refusal("path,artist,owner,share_ppm", "a.wav,A,,5"), HasSubstr("column owner: is empty"));
  EXPECT_THAT(refusal("path,artist,note", "a.wav,A," + std::string(65537, 'x')), HasSubstr("field 3 is longer than"));
}

TEST(CatalogCsv, RefusesARecordingWhoseOwnersExceedTheWhole) {
  const auto csv = parsed(
      "path,artist,owner,share_ppm\n"
      "a.wav,A,X,600000\n"
      "b.wav,B,Y,1000000\n"
      "a.wav,A,Z,400001\n");
  ASSERT_THAT(csv.recordings, SizeIs(1));
  EXPECT_EQ(csv.recordings[0].recording.path, "b.wav");
  ASSERT_THAT(csv.refusals, SizeIs(2));
  EXPECT_EQ(csv.refusals[0].reason, "line 4 of the same path is refused");
  EXPECT_THAT(csv.refusals[1].reason, HasSubstr("add up to 1000001"));
}

TEST(CatalogCsv, RefusesARecordingWhoseRowsContradictEachOther) {
  const auto titles = parsed("path,artist,title\na.wav,A,One\na.wav,A,Two\n");
  EXPECT_THAT(titles.recordings, IsEmpty());
  ASSERT_THAT(titles.refusals, SizeIs(2));
  EXPECT_EQ(titles.refusals[1].reason, "column title: \"Two\" contradicts \"One\" on line 2 of the same path");
  const auto owners = parsed("path,artist,owner,share_ppm\na.wav,A,X,1\na.wav,A,X,2\n");
  EXPECT_THAT(owners.refusals[1].reason, HasSubstr("\"X\" is named twice"));
  const auto shares = parsed("path,artist,owner,share_ppm\na.wav,A,X,\na.wav,A,Y,2\n");
  EXPECT_THAT(shares.refusals[1].reason, HasSubstr("share_ppm: is empty although"));
}

TEST(CatalogCsv, GoesOnAfterAStrayQuotationMark) {
  const auto csv = parsed("path,artist\na.wav,The \"Best\"\nb.wav,B\nc.wav,\"never closed\nd.wav,D\n");
  ASSERT_THAT(csv.recordings, SizeIs(1));
  EXPECT_EQ(csv.recordings[0].recording.path, "b.wav");
  ASSERT_THAT(csv.refusals, SizeIs(2));
  EXPECT_EQ(csv.refusals[0].line, 2);
  EXPECT_THAT(csv.refusals[0].reason, HasSubstr("quotation mark inside a field"));
  EXPECT_EQ(csv.refusals[1].line, 4);
  EXPECT_THAT(csv.refusals[1].reason, HasSubstr("never closed"));
}

}  // namespace
}  // namespace tributary::catalog
