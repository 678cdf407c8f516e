// A small query set, made on the spot, through the shipped program: everything is found, nothing else is.
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "base/parallel.h"
#include "lab/recording/query_maker.h"
#include "tests/program/program.h"

namespace tributary::e2e {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// A track of the Debian package wesnoth-1.16-music; empty where it is not installed.
fs::path music(const std::string& file_name) {
  std::error_code failure;
  for (fs::directory_iterator release("/usr/share/games/wesnoth", failure), end; !failure && release != end;
       release.increment(failure)) {
    const fs::path path = release->path() / "data/core/music" / file_name;
    if (fs::exists(path)) return path;
  }
  return {};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Short tracks of the package, so that the test stays short too.
const std::vector<std::string> kTracks = {"battle-epic.ogg", "elf-land.ogg",   "frantic-old.ogg", "love_theme.ogg",
                                          "main_menu.ogg",   "revelation.ogg", "sad.ogg",         "transience.ogg",
                                          "underground.ogg", "loyalists.ogg"};

class RecordingE2e : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = fs::path(::testing::TempDir()) / ("tributary_e2e_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "music");
    for (const std::string& name : kTracks) {
      if (music(name).empty()) return;
      fs::copy_file(music(name), folder_ / "music" / name);
    }
    lab::QueryMakerOptions options;
    options.music = {folder_ / "music"};
    options.out = folder_ / "set";
    options.excerpts = 6;
    options.negatives = 12;
    options.held_fraction = 0.3;
    options.seed = 3;
    options.jobs = base::available_cores();
    options.lengths_s = {10};
    options.treatments = {"clean",    "mp3_64",    "opus_24",  "noise_10dB",
                          "pitch_+2", "tempo_-10", "speed_+3", "lowpass_3500"};
    auto made = lab::make_query_set(options, [](std::size_t, std::size_t) {});
    ASSERT_TRUE(made.ok()) << made.error().message;
    set_ = std::move(made).value();
    const auto imported = tributary("workspace", {"catalog", "import", set_.catalog_csv.string()});
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
  }

  static void TearDownTestSuite() { fs::remove_all(folder_); }

  void SetUp() override {
    if (set_.queries.empty()) GTEST_SKIP() << "no music: install wesnoth-1.16-music";
  }

  static testing::Outcome tributary(const std::string& workspace, const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {"-w", (folder_ / workspace).string(), "-q"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return testing::run_program(command);
  }

  static std::vector<std::string> trace_command(const std::string& threads) {
    std::vector<std::string> command = {"--threads", threads, "trace", "--json"};
    for (const lab::Query& query : set_.queries) command.push_back(query.path.string());
    return command;
  }

  static fs::path folder_;
  static lab::QuerySet set_;
};

fs::path RecordingE2e::folder_;
lab::QuerySet RecordingE2e::set_;

// The paths of an answer's works, the largest share first.
std::vector<std::string> works_of(const Json& answer) {
  std::vector<std::string> paths;
  for (const Json& work : answer.at("tiers").at("recording").at("works")) paths.push_back(work.at("path"));
  return paths;
}

std::int64_t sum_of_shares_ppm(const Json& answer) {
  const Json& tier = answer.at("tiers").at("recording");
  std::int64_t sum_ppm = tier.at("unattributed_ppm");
  for (const Json& work : tier.at("works")) sum_ppm += work.at("share_ppm").get<std::int64_t>();
  return sum_ppm;
}

TEST_F(RecordingE2e, FindsEveryTreatedExcerptAndNothingElse) {
  const auto traced = tributary("workspace", trace_command("0"));
  ASSERT_EQ(traced.exit_code, 0) << traced.err;
  const std::vector<std::string> lines = lines_of(traced.out);
  ASSERT_EQ(lines.size(), set_.queries.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const lab::Query& query = set_.queries[i];
    const Json answer = Json::parse(lines[i]);
    ASSERT_EQ(answer.at("query").at("path"), query.path.string()) << "answers are in the order of the inputs";
    EXPECT_EQ(sum_of_shares_ppm(answer), 1'000'000) << lines[i];
    const std::vector<std::string> works = works_of(answer);
    if (query.truth.empty()) {
      EXPECT_TRUE(works.empty()) << lines[i];
      EXPECT_EQ(answer.at("verdict"), "insufficient") << lines[i];
    } else {
      ASSERT_FALSE(works.empty()) << query.path << " of " << query.truth.front() << " was not found";
      EXPECT_EQ(works.front(), query.truth.front()) << query.path;
    }
  }
}

TEST_F(RecordingE2e, AnswersTheSameBytesOnOneThreadAndOnTwo) {
  const auto imported =
      tributary("workspace_of_one", {"--threads", "1", "catalog", "import", set_.catalog_csv.string()});
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  const auto one = tributary("workspace_of_one", trace_command("1"));
  const auto two = tributary("workspace", trace_command("2"));
  ASSERT_EQ(one.exit_code, 0) << one.err;
  ASSERT_EQ(two.exit_code, 0) << two.err;
  EXPECT_EQ(lines_of(one.out), lines_of(two.out));
}

}  // namespace
}  // namespace tributary::e2e
