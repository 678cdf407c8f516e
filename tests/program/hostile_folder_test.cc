// A folder of malformed media among music: each file is refused by name, the music is imported.
#include <map>

#include "tests/hostile/hostile_media.h"
#include "tests/program/tone_file.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using HostileFolder = WorkspaceFixture;

TEST_F(HostileFolder, IsImportedButForWhatIsBroken) {
  write_tone_file(music() / "a good one.wav", 1, 3);
  write_tone_file(music() / "zz" / "another.wav", 2, 3);
  const auto media = hostile::make_hostile_media(music(), 1);
  ASSERT_TRUE(media) << media.error().message;

  const auto report = catalog_json({"import", "--threads", "2", music().string()}, 3);
  EXPECT_EQ(report["added"], 2);
  std::map<std::string, std::string> refused;
  for (const auto& finding : report["refused"]) refused[finding["place"]] = finding["reason"];
  std::size_t expected = 0;
  for (const auto& file : *media) {
    const fs::file_type type = fs::symlink_status(file.path).type();
    if (type == fs::file_type::not_found || type == fs::file_type::directory) continue;
    ++expected;
    EXPECT_THAT(refused[file.path.string()], HasSubstr(file.expected_fragment)) << file.defect;
  }
  EXPECT_EQ(report["refused"].size(), expected) << report.dump(1);

  const auto checked = catalog_json({"check"});
  EXPECT_THAT(checked["problems"], IsEmpty());
  EXPECT_THAT(checked["notices"], IsEmpty()) << "nothing half-written is left behind";
  EXPECT_EQ(checked["catalog"]["recordings"], 2);
  EXPECT_EQ(catalog_json({"import", music().string()}, 3)["unchanged"], 2);
}

}  // namespace
}  // namespace tributary::testing
