// Malformed media through the shipped program: each is refused by name with its reason, the rest goes on.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/encoder.h"
#include "tests/hostile/hostile_media.h"
#include "tests/program/tone_file.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::e2e {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using ::testing::HasSubstr;

class HostileMediaE2e : public testing::WorkspaceFixture {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "media");
    auto made = hostile::make_hostile_media(folder_ / "media", 1);
    ASSERT_TRUE(made.ok()) << made.error().message;
    media_ = std::move(made).value();
    testing::write_tone_file(sound_file(), 1, 20);
  }

  fs::path sound_file() const { return folder_ / "sound.wav"; }

  std::vector<hostile::HostileMedia> media_;
};

std::string csv_field(const fs::path& path) {
  std::string quoted = "\"";
  for (const char character : path.string()) quoted += character == '"' ? "\"\"" : std::string(1, character);
  return quoted + "\"";
}

TEST_F(HostileMediaE2e, ImportRefusesEachWithItsReasonAndTakesTheRest) {
  std::string rows = "path,artist\n" + csv_field(sound_file()) + ",somebody\n";
  for (const auto& media : media_) rows += csv_field(media.path) + ",somebody\n";
  std::ofstream(folder_ / "catalog.csv") << rows;
  const Json report = catalog_json({"import", (folder_ / "catalog.csv").string()}, 3);
  EXPECT_EQ(report.at("added"), 1);
  ASSERT_EQ(report.at("refused").size(), media_.size()) << report.dump(1);
  for (std::size_t i = 0; i < media_.size(); ++i) {
    EXPECT_THAT(report.at("refused").at(i).at("reason"), HasSubstr(media_[i].expected_fragment)) << media_[i].defect;
  }
  EXPECT_EQ(catalog({"check"}).exit_code, 0);
}

TEST_F(HostileMediaE2e, ImportRefusesSilence) {
  const fs::path silence = folder_ / "silence.wav";
  ASSERT_TRUE(audio::encode_file(silence, std::vector<float>(2 * 44100), {}).ok());
  std::ofstream(folder_ / "catalog.csv") << "path,artist\n" + csv_field(silence) + ",nobody\n";
  const Json report = catalog_json({"import", (folder_ / "catalog.csv").string()}, 3);
  EXPECT_THAT(report.at("refused").at(0).at("reason"), HasSubstr("silence.wav: is silent"));
  EXPECT_TRUE(list().empty());
}

TEST_F(HostileMediaE2e, TraceRefusesEachWithItsReasonAndAnswersTheRest) {
  std::ofstream(folder_ / "catalog.csv") << "path,artist\n" + csv_field(sound_file()) + ",somebody\n";
  catalog_json({"import", (folder_ / "catalog.csv").string()});
  std::vector<std::string> command = {"-w", workspace().string(), "-q", "trace", "--json"};
  for (const auto& media : media_) command.push_back(media.path.string());
  command.push_back(sound_file().string());
  const auto traced = testing::run_program(command);
  EXPECT_EQ(traced.exit_code, 3) << traced.err;
  std::istringstream lines(traced.out);
  std::string line;
  for (const auto& media : media_) {
    ASSERT_TRUE(std::getline(lines, line)) << traced.out;
    const Json refusal = Json::parse(line);
    EXPECT_EQ(refusal.at("schema"), "tributary.refusal/1") << media.defect;
    EXPECT_THAT(refusal.at("reason"), HasSubstr(media.expected_fragment)) << media.defect;
  }
  ASSERT_TRUE(std::getline(lines, line)) << traced.out;
  EXPECT_EQ(Json::parse(line).at("schema"), "tributary.trace/1");
}

}  // namespace
}  // namespace tributary::e2e
