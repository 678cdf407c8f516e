// The catalog verbs as people use them: import, list, show, remove, check.
#include <fstream>

#include "tests/program/tone_file.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using CatalogVerbs = WorkspaceFixture;

TEST_F(CatalogVerbs, AFolderIsImportedOnce) {
  write_tone_file(music() / "Band" / "Second.wav", 2, 3);
  write_tone_file(music() / "Band" / "First.wav", 1, 3);
  std::ofstream(music() / "Band" / "cover.jpg") << "no music";
  const auto first = catalog_json({"import", music().string()});
  EXPECT_EQ(first["added"], 2);
  EXPECT_EQ(first["passed_over"], 1);
  EXPECT_EQ(first["titles_from_file_names"], 2);
  EXPECT_EQ(first["artists_from_folders"], 2);
  const auto listed = list();
  ASSERT_THAT(listed, SizeIs(2));
  EXPECT_EQ(listed[0]["title"], "First");
  EXPECT_EQ(listed[0]["artist"], "Band");
  EXPECT_EQ(listed[0]["path"], (music() / "Band" / "First.wav").string());
  EXPECT_EQ(listed[0]["duration_s"], 3.0);
  EXPECT_EQ(listed[0]["work_id"], listed[0]["recording_id"]);

  const auto second = catalog_json({"import", music().string()});
  EXPECT_EQ(second["added"], 0);
  EXPECT_EQ(second["unchanged"], 2);
  EXPECT_EQ(second["catalog"], first["catalog"]);
  EXPECT_EQ(list(), listed);
}

TEST_F(CatalogVerbs, ACsvDescribesItsRecordingsAndRefusesBadRows) {
  write_tone_file(music() / "a.wav", 1, 3);
  write_tone_file(music() / "b.wav", 2, 3);
  std::ofstream(music() / "broken.wav") << "no audio at all";
  const auto csv = folder_ / "catalog.csv";
  std::ofstream(csv) << "path,title,artist,isrc,owner,share_ppm,label\n"
                        "music/a.wav,Song,Singer,USRC17607839,One,700000,Blue\n"
                        "music/a.wav,Song,Singer,,Two,300000,\n"
                        "music/b.wav,Other,Singer,NOT-AN-ISRC,,,\n"
                        "music/broken.wav,Broken,Singer,,,,\n"
                        "music/missing.wav,Missing,Singer,,,,\n";
  const auto report = catalog_json({"import", csv.string()}, 3);
  EXPECT_EQ(report["added"], 1);
  ASSERT_THAT(report["refused"], SizeIs(3));
  EXPECT_EQ(report["refused"][0]["place"], csv.string() + ":4");
  EXPECT_THAT(report["refused"][0]["reason"].get<std::string>(), HasSubstr("column isrc"));
  EXPECT_THAT(report["refused"][1]["reason"].get<std::string>(), HasSubstr("broken.wav"));
  EXPECT_THAT(report["refused"][2]["reason"].get<std::string>(), HasSubstr("missing.wav: no such file"));

  const auto listed = list();
  ASSERT_THAT(listed, SizeIs(1));
  const auto shown = catalog_json({"show", listed[0]["recording_id"].get<std::string>()});
  EXPECT_EQ(shown, listed[0]);
  EXPECT_EQ(shown["isrc"], "USRC17607839");
  EXPECT_EQ(shown["tags"]["label"], "Blue");
  EXPECT_THAT(shown["owners"], SizeIs(2));
  EXPECT_EQ(shown["owners"][0]["owner"], "One");
  EXPECT_EQ(shown["owners"][0]["share_ppm"], 700000);

  std::ofstream(csv) << "path,title,artist\nmusic/a.wav,Corrected,Singer\n";
  EXPECT_EQ(catalog_json({"import", csv.string()})["changed"], 1);
  EXPECT_EQ(list()[0]["title"], "Corrected");
  EXPECT_THAT(list()[0]["owners"], IsEmpty());
}

TEST_F(CatalogVerbs, TheOrderOfImportsDoesNotShow) {
  for (std::uint32_t i = 0; i < 4; ++i)
    write_tone_file(music() / std::to_string(i % 2) / (std::to_string(i) + ".wav"), i, 2);
  catalog({"import", (music() / "0").string()});
  const auto forwards = catalog_json({"import", (music() / "1").string()});
  const auto listed = list();
  std::filesystem::remove_all(workspace());
  catalog({"import", (music() / "1").string()});
  const auto backwards = catalog_json({"import", (music() / "0").string(), "--threads", "3"});
  EXPECT_EQ(forwards["catalog"], backwards["catalog"]);
  EXPECT_EQ(list(), listed);
}

TEST_F(CatalogVerbs, RemoveTakesARecordingOutAndLeavesTheRestSound) {
  for (std::uint32_t i = 0; i < 3; ++i) write_tone_file(music() / (std::to_string(i) + ".wav"), i, 3);
  catalog({"import", music().string()});
  const auto before = list();
  const std::string id = before[1]["recording_id"];
  EXPECT_EQ(catalog({"remove", id, "rec_0000000000000000"}).exit_code, 1);
  EXPECT_EQ(list(), before);
  EXPECT_EQ(catalog_json({"remove", id})["removed"], 1);
  const auto after = list();
  EXPECT_EQ(after, (std::vector<nlohmann::json>{before[0], before[2]}));
  EXPECT_EQ(catalog({"show", id}).exit_code, 1);
  const auto checked = catalog_json({"check"});
  EXPECT_THAT(checked["problems"], IsEmpty());
  EXPECT_THAT(checked["notices"], IsEmpty());
  EXPECT_EQ(checked["catalog"]["recordings"], 2);
  EXPECT_EQ(catalog_json({"import", music().string()})["added"], 1);
  EXPECT_EQ(list(), before);
  EXPECT_EQ(catalog_json(
                {"remove", before[0]["recording_id"], before[1]["recording_id"], before[2]["recording_id"]})["removed"],
            3);
  EXPECT_EQ(catalog_json({"check"})["segments"], 0);
}

TEST_F(CatalogVerbs, CheckNamesTheSameAudioInTwoFiles) {
  write_tone_file(music() / "a.wav", 1, 3);
  std::filesystem::copy_file(music() / "a.wav", music() / "b.wav");
  // An unknown chunk after the samples changes the file and not its sound.
  std::ofstream(music() / "b.wav", std::ios::app | std::ios::binary) << std::string("note\4\0\0\0abcd", 12);
  catalog({"import", music().string()});
  EXPECT_THAT(catalog_json({"check"})["duplicates"], SizeIs(1));
  EXPECT_THAT(catalog_json({"check", "--no-duplicates"})["duplicates"], IsEmpty());
}

TEST_F(CatalogVerbs, ThePeopleFacingTextEscapesWhatCouldSteerATerminal) {
  write_tone_file(music() / "a.wav", 1, 3);
  const auto csv = folder_ / "catalog.csv";
  std::ofstream(csv) << "path,title,artist\nmusic/a.wav,\x1b[2JTitle,Singer\n";
  catalog({"import", csv.string()});
  EXPECT_EQ(catalog({"list"}).out.find('\x1b'), std::string::npos);
  EXPECT_EQ(catalog({"show", list()[0]["recording_id"]}).out.find('\x1b'), std::string::npos);
}

TEST_F(CatalogVerbs, TheExitCodeTellsWrongUsageFromAFailedJob) {
  EXPECT_EQ(run_program({"catalog", "bogus"}).exit_code, 2);
  EXPECT_EQ(run_program({"--no-such-option"}).exit_code, 2);
  EXPECT_EQ(catalog({"import"}).exit_code, 2);
  EXPECT_EQ(run_program({"--version"}).exit_code, 0);
  const Outcome missing = catalog({"list"});
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("holds no workspace"));
  EXPECT_EQ(missing.out, "");
  std::ofstream(folder_ / "bad.csv") << "title,artist\n";
  const Outcome bad = catalog({"import", (folder_ / "bad.csv").string()});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.err, HasSubstr("bad.csv:1: the header has no column path"));
}

}  // namespace
}  // namespace tributary::testing
