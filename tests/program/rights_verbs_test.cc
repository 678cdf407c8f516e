// The rights verbs as people use them: import of all formats, show, conflicts, refusals and kills.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>

#include "rights/test_files.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kCsv =
    "right,isrc,iswc,title,party_id,party_name,share_percent,territory,from,until,ai_use,ai_said_by,ai_said_on,mood\n"
    "master,GBAYE6800011,,Song,label,Label,60,WORLD -US,2026-01-01,,,,,\n"
    "master,GBAYE6800011,,,distributor,Distributor,50,DE,2026-03-01,2026-06-30,,,,\n"
    "master,GBAYE6800011,,,,,,,,,reserved,Label,2026-02-01,\n"
    "master,GBAYE680001X,,,label,,10,,,,,,,\n";

class RightsVerbs : public WorkspaceFixture {
 protected:
  Outcome rights(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"-w", workspace().string(), "rights"});
    return run_program(arguments, folder_);
  }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
};

TEST_F(RightsVerbs, ImportSaysWhatItTookRefusedAndPassedOver) {
  write("claims.csv", kCsv);
  const Outcome text = rights({"import", "claims.csv"});
  EXPECT_EQ(text.exit_code, 3) << text.err;
  EXPECT_EQ(text.out,
            "claims.csv: rights CSV, 3 statements with 2 claims, 1 reservation and 0 disclosures taken; 0 earlier "
            "claims replaced.\n"
            "Refused (1):\n"
            "  claims.csv:5: column isrc: \"GBAYE680001X\" is no ISRC: the last seven characters are digits\n"
            "Not read, by line:\n"
            "  column mood (1): 1\n");
  const Outcome again = rights({"import", "claims.csv", "--json"});
  EXPECT_EQ(again.exit_code, 0);
  const auto line = json_lines(again.out).at(0);
  EXPECT_EQ(line["schema"], "tributary.rights-import/1");
  EXPECT_EQ(line["known"], true);
  EXPECT_EQ(line["claims"], 0);
}

TEST_F(RightsVerbs, ShowAnswersForADayAndACountry) {
  write("claims.csv", kCsv);
  rights({"import", "claims.csv"});
  const Outcome sheet = rights({"show", "gb-aye-68-00011", "--territory", "AT", "--day", "2026-04-01"});
  EXPECT_EQ(sheet.exit_code, 0) << sheet.err;
  EXPECT_EQ(sheet.out,
            "recording     GBAYE6800011\n"
            "title         Song\n"
            "use by AI     reserved, said by Label on 2026-02-01 (claims.csv:4)\n"
            "\n"
            "party                  share  territory   from        until       stated in     \n"
            "distributor, Di…   50.0000 %  DE          2026-03-01  2026-06-30  claims.csv:3  \n"
            "label, Label       60.0000 %  WORLD -US   2026-01-01  -           claims.csv:2  \n"
            "\n"
            "paid in AT on 2026-04-01\n"
            "   60.0000 %  label\n"
            "   40.0000 %  unclaimed\n");
  const auto collision =
      json_lines(rights({"show", "GBAYE6800011", "--territory", "DE", "--day", "2026-04-01", "--json"}).out).at(0);
  EXPECT_EQ(collision["schema"], "tributary.rights-asset/1");
  EXPECT_EQ(collision["split"]["conflict"],
            "the shares add up to 110 %: distributor 50 % (claims.csv:3), label 60 % (claims.csv:2)");
  EXPECT_EQ(collision["split"]["unclaimed_ppm"], 1'000'000);
  EXPECT_THAT(collision["split"]["shares"], IsEmpty());
  EXPECT_EQ(collision["reservation"]["ai_use"], "reserved");
  EXPECT_THAT(rights({"show", "GBAYE6800011", "--territory", "DE", "--day", "2026-04-01"}).out,
              HasSubstr("nobody, the claims collide: "));
}

TEST_F(RightsVerbs, ConflictsSayWhereAndWhen) {
  write("claims.csv", kCsv);
  rights({"import", "claims.csv"});
  const Outcome text = rights({"conflicts"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_EQ(text.out,
            "recording GBAYE6800011, Song, master right\n"
            "  DE from 2026-03-01 until 2026-06-30: the shares add up to 110 %\n"
            "   50.0000 %  distributor by csv:own, claims.csv:3\n"
            "   60.0000 %  label by csv:own, claims.csv:2\n"
            "1 conflict\n");
  const auto line = json_lines(rights({"conflicts", "--json"}).out).at(0);
  EXPECT_EQ(line["schema"], "tributary.rights-conflict/1");
  EXPECT_EQ(line["from"], "2026-03-01");
  EXPECT_THAT(line["claims"], SizeIs(2));
  write("resolved.csv", "right,isrc,party_id,share_percent\nmaster,GBAYE6800011,label,60\n");
  EXPECT_EQ(rights({"import", "resolved.csv"}).exit_code, 0);
  EXPECT_EQ(rights({"conflicts"}).out, "No conflicts.\n");
}

TEST_F(RightsVerbs, LinksWorksAndRecordingsOfAllFormats) {
  write("works.v22", rights::TestCwr("02.20")
                         .work("SONG", "W1", "T0345246801")
                         .publisher("P1", "PUB", "00017798450")
                         .spt("P1", 5000, "2136")
                         .writer("W1", "SMITH", "ANNA")
                         .swt("W1", 5000, "2136")
                         .pwr("P1", "W1", "01")
                         .rec("GBAYE6800011", "SONG", "Y")
                         .add(rights::TestRecord("PER").at(20, "X"))
                         .text());
  write("release.xml",
        rights::ern(
            "<PartyList><Party><PartyReference>P1</PartyReference><PartyName><FullName>Label</FullName></PartyName></"
            "Party></PartyList>"
            "<ResourceList><SoundRecording><ResourceReference>A1</ResourceReference><SoundRecordingEdition><ResourceId>"
            "<ISRC>GBAYE6800011</ISRC></ResourceId></SoundRecordingEdition><ResourceRightsController>"
            "<RightsControllerPartyReference>P1</RightsControllerPartyReference><RightSharePercentage>100</"
            "RightSharePercentage>"
            "</ResourceRightsController><ContainsAI>None</ContainsAI></SoundRecording></ResourceList>"));
  const Outcome imported = rights({"import", "works.v22", "release.xml", "--json"});
  EXPECT_EQ(imported.exit_code, 0) << imported.out << imported.err;
  const auto reports = json_lines(imported.out);
  EXPECT_EQ(reports.at(0)["format"], "CWR 2.2");
  EXPECT_EQ(reports.at(0)["ignored"][0]["what"], "PER");
  EXPECT_EQ(reports.at(0)["ignored"][0]["lines"][0][0], 10);
  EXPECT_EQ(reports.at(1)["format"], "ERN 4.3");
  const auto recording = json_lines(rights({"show", "GBAYE6800011", "--territory", "SE", "--json"}).out).at(0);
  EXPECT_EQ(recording["linked"][0], "T-034.524.680-1");
  EXPECT_EQ(recording["split"]["shares"][0]["party_id"], "ern:PADPIDA2014120301U:Label");
  EXPECT_EQ(recording["disclosures"][0]["contains_ai"], "None");
  const auto work = json_lines(rights({"show", "T-034.524.680-1", "--territory", "SE", "--json"}).out).at(0);
  EXPECT_EQ(work["split"]["shares"].size(), 2U);
  EXPECT_EQ(work["split"]["unclaimed_ppm"], 0);
}

TEST_F(RightsVerbs, RejectsHostileFilesAndGoesOn) {
  write("bomb.xml", "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]>\n<a>&c;</a>\n");
  write("cut.v21", rights::TestCwr().work("SONG", "W1").text().substr(0, 120));
  write("nothing.csv", "");
  write("fine.csv", "right,isrc,party_id,share_percent\nmaster,GBAYE6800011,label,60\n");
  const Outcome outcome = rights({"import", "bomb.xml", "cut.v21", "nothing.csv", "missing.csv", "fine.csv", "--json"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("missing.csv"));
  const auto reports = json_lines(outcome.out);
  ASSERT_THAT(reports, SizeIs(4));
  EXPECT_EQ(reports[0]["refused"][0]["place"], "bomb.xml:2");
  EXPECT_THAT(reasons(reports[0]["refused"]), HasSubstr("document type declaration"));
  EXPECT_EQ(reports[1]["rejected"], true);
  EXPECT_EQ(reports[2]["rejected"], true);
  EXPECT_EQ(reports[3]["claims"], 1);
}

TEST_F(RightsVerbs, SaysWhatIsMissingOrWrong) {
  const Outcome none = rights({"show", "GBAYE6800011"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.err, HasSubstr("holds no rights: none were imported yet"));
  EXPECT_EQ(rights({"conflicts"}).exit_code, 1);
  write("fine.csv", "right,isrc,party_id,share_percent\nmaster,GBAYE6800011,label,60\n");
  rights({"import", "fine.csv"});
  EXPECT_THAT(rights({"show", "USRC17607839"}).err, HasSubstr("USRC17607839: no recording and no work has this id"));
  EXPECT_EQ(rights({"show", "GBAYE6800011", "--territory", "Germany"}).exit_code, 2);
  EXPECT_EQ(rights({"show", "GBAYE6800011", "--day", "2026-02-30"}).exit_code, 2);
  EXPECT_EQ(rights({"import"}).exit_code, 2);
  std::ofstream(workspace() / "rights.db", std::ios::trunc) << std::string(5000, 'x');
  const Outcome damaged = rights({"show", "GBAYE6800011"});
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_THAT(damaged.err, HasSubstr("rights.db"));
}

// After a kill at any moment all of the file is there or nothing, and the next import completes it.
TEST_F(RightsVerbs, AKilledImportLeavesAllOrNothing) {
  constexpr int kKills = 12;
  constexpr int kRows = 3'000;
  write("first.csv", "right,recording_id,party_id,share_percent\nmaster,rec_0,label,60\n");
  std::string rows = "right,recording_id,party_id,share_percent\n";
  for (int i = 0; i < kRows; ++i) rows += "master,rec_" + std::to_string(i) + ",label,50\n";
  write("many.csv", rows);
  const std::vector<std::string> arguments{"-w", workspace().string(), "rights", "import",
                                           (folder_ / "many.csv").string()};
  rights({"import", "first.csv"});
  std::filesystem::copy(workspace(), folder_ / "start", std::filesystem::copy_options::recursive);
  const auto begun = std::chrono::steady_clock::now();
  const Outcome undisturbed = run_program(arguments);
  const auto duration = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  ASSERT_EQ(undisturbed.exit_code, 0);
  std::mt19937_64 random(20261126);
  int killed = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    SCOPED_TRACE(kill);
    std::filesystem::remove_all(workspace());
    std::filesystem::copy(folder_ / "start", workspace(), std::filesystem::copy_options::recursive);
    killed +=
        run_and_kill(arguments, std::chrono::microseconds(random() % static_cast<std::uint64_t>(duration.count()))) ? 1
                                                                                                                    : 0;
    const auto first = json_lines(rights({"show", "rec_0", "--json"}).out).at(0);
    const bool whole = first["claims"][0]["share_ppm"] == 500'000;
    EXPECT_EQ(rights({"show", "rec_2999"}).exit_code, whole ? 0 : 1);
    const auto completed = json_lines(rights({"import", "many.csv", "--json"}).out).at(0);
    EXPECT_EQ(completed["claims"], whole ? 0 : kRows);
    EXPECT_EQ(rights({"show", "rec_2999"}).exit_code, 0);
  }
  EXPECT_GT(killed, 0);
}

}  // namespace
}  // namespace tributary::testing
