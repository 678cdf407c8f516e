// The pages and pictures of the trace verb, on real music.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/program/music.h"
#include "tests/program/tone_file.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// Pages are too long to be printed where a test fails.
bool holds(const std::string& page, const std::string& words) { return page.find(words) != std::string::npos; }

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

class Report : public WorkspaceFixture {
 protected:
  void SetUp() override {
    if (!has_music()) GTEST_SKIP() << "no music: install wesnoth-1.16-music";
    write_music(music() / "menu <b>&.ogg", music_cut("main_menu.ogg", 0, 45), audio::Codec::kVorbis);
    write_music(music() / "sad.ogg", music_cut("sad.ogg", 0, 40), audio::Codec::kVorbis);
    write_music(music() / "love.ogg", music_cut("love_theme.ogg", 10, 40), audio::Codec::kVorbis);
    catalog({"import", music().string()});
    auto montage = music_cut("main_menu.ogg", 15, 15);
    for (const auto& part : {music_cut("loyalists.ogg", 40, 20), music_cut("sad.ogg", 10, 12)})
      montage.insert(montage.end(), part.begin(), part.end());
    write_music(montage_, montage, audio::Codec::kMp3, 128'000);
  }

  fs::path reports() const { return folder_ / "reports"; }
  fs::path page() const { return reports() / "mon\"tage'.mp3.html"; }

  std::string report(std::vector<std::string> words = {}) const {
    words.insert(words.end(), {"--report", reports().string(), montage_.string()});
    const Outcome outcome = trace(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(page().string()));
    return content(page());
  }

  const fs::path montage_ = folder_ / "mon\"tage'.mp3";
};

TEST_F(Report, HoldsTheAnswerItsMatchesAndTheHashesOfWhatWentIn) {
  const std::string text = report();
  const auto json = json_lines(trace({"--json", montage_.string()}).out).at(0);
  EXPECT_TRUE(holds(text, "of this track’s sounding time is from “music, menu &lt;b&gt;&amp;”"));
  EXPECT_TRUE(holds(text, "<audio id=\"a1\""));
  EXPECT_TRUE(holds(text, "<audio id=\"b2\""));
  EXPECT_TRUE(holds(text, "<image "));
  EXPECT_TRUE(holds(text, "Without the weakest match"));
  EXPECT_TRUE(holds(text, json["query"]["sha256"].get<std::string>()));
  EXPECT_TRUE(holds(text, json["catalog"]["snapshot"].get<std::string>()));
  for (const auto& recording : list()) {
    const bool is_named = recording["title"] != "love";
    EXPECT_EQ(text.find(recording["content_sha256"].get<std::string>()) != std::string::npos, is_named);
  }
  EXPECT_EQ(files_in(reports()), 1U) << "no temporary is left";
  EXPECT_LT(text.size(), 5'000'000U);
}

TEST_F(Report, IsTheSameOnAnyNumberOfThreads) {
  const std::string one = report({"--threads", "1"});
  EXPECT_GT(one.size(), 100'000U);
  EXPECT_TRUE(report({"--threads", "2"}) == one);
}

TEST_F(Report, CanBeMadeWithoutSound) {
  const std::string with_sound = report();
  const std::string text = report({"--no-audio"});
  EXPECT_LT(text.size() + 200'000, with_sound.size());
  EXPECT_FALSE(holds(text, "<audio"));
  EXPECT_TRUE(holds(text, "<image "));
}

TEST_F(Report, ARecordingThatIsGoneOrAnotherByNowIsLeftOutWithTheReason) {
  fs::remove(music() / "sad.ogg");
  fs::copy_file(music() / "love.ogg", music() / "menu <b>&.ogg", fs::copy_options::overwrite_existing);
  const std::string text = report();
  EXPECT_TRUE(holds(text, "sad.ogg: no such file"));
  EXPECT_TRUE(holds(text, "menu &lt;b&gt;&amp;.ogg: is no longer the file it was"));
  EXPECT_TRUE(holds(text, "<audio id=\"a1\""));
  EXPECT_FALSE(holds(text, "<audio id=\"b1\""));
}

TEST_F(Report, ABatchGetsAPageForEachTrackThatCanBeRead) {
  const fs::path noise = folder_ / "noise.wav";
  write_tone_file(noise, 1, 10);
  const std::string missing = (folder_ / "missing.mp3").string();
  const Outcome outcome = trace({"--json", "--report", reports().string(), missing, noise.string(), montage_.string()});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(json_lines(outcome.out).size(), 3U) << "the standard output holds answers only";
  EXPECT_EQ(files_in(reports()), 2U);
  EXPECT_TRUE(holds(content(reports() / "noise.wav.html"), "insufficient evidence"));
}

TEST_F(Report, AFolderThatCannotBeMadeFailsBeforeAnythingIsTraced) {
  const Outcome outcome = trace({"--report", (montage_ / "inside").string(), montage_.string()});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("cannot be made a folder for reports"));
}

TEST_F(Report, OneMatchIsDrawnByItsNumber) {
  const fs::path picture = folder_ / "match.png";
  const auto explain = [&](const std::string& number) {
    return trace({montage_.string(), "--explain", number, "-o", picture.string()});
  };
  EXPECT_EQ(explain("2").exit_code, 0);
  const std::string second = content(picture);
  EXPECT_EQ(second.substr(1, 3), "PNG");
  EXPECT_GT(second.size(), 50'000U);
  EXPECT_EQ(explain("1").exit_code, 0);
  EXPECT_NE(content(picture), second);

  const Outcome none = explain("9");
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.err, HasSubstr("and so no match 9 to explain"));
  EXPECT_EQ(explain("0").exit_code, 2);
  EXPECT_EQ(trace({montage_.string(), "--explain", "1"}).exit_code, 2) << "no file to write";
  EXPECT_EQ(trace({montage_.string(), montage_.string(), "--explain", "1", "-o", picture.string()}).exit_code, 2);

  fs::remove(music() / "menu <b>&.ogg");
  const Outcome gone = explain("1");
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_THAT(gone.err, HasSubstr("menu <b>&.ogg"));
}

}  // namespace
}  // namespace tributary::testing
