// The trace verb as people use it, on real music.
#include <algorithm>
#include <fstream>

#include "audio/time_stretch.h"
#include "tests/program/music.h"
#include "tests/program/tone_file.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class TraceVerb : public WorkspaceFixture {
 protected:
  void SetUp() override {
    if (!has_music()) GTEST_SKIP() << "no music: install wesnoth-1.16-music";
    write_music(music() / "one" / "menu.ogg", music_cut("main_menu.ogg", 0, 45), audio::Codec::kVorbis);
    write_music(music() / "one" / "sad.ogg", music_cut("sad.ogg", 0, 40), audio::Codec::kVorbis);
    write_music(music() / "two" / "love.ogg", music_cut("love_theme.ogg", 10, 40), audio::Codec::kVorbis);
    write_music(music() / "two" / "elf.ogg", music_cut("elf-land.ogg", 0, 25), audio::Codec::kVorbis);
  }

  void import(const std::string& threads = "2") const {
    EXPECT_EQ(catalog({"import", "--threads", threads, music().string()}).exit_code, 0);
  }

  // 20 seconds of menu.ogg from second 15 on, two semitones higher.
  std::string pitched_excerpt() const {
    const auto excerpt = audio::stretch(music_cut("main_menu.ogg", 15, 20), 1, kMusicRateHz, 1, 2);
    EXPECT_TRUE(excerpt) << excerpt.error().message;
    const auto file = folder_ / "pitched.mp3";
    write_music(file, *excerpt, audio::Codec::kMp3, 64'000);
    return file.string();
  }

  std::string mix() const {
    auto samples = music_cut("sad.ogg", 10, 20);
    const auto other = music_cut("love_theme.ogg", 22, 20);
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = (samples[i] + other[i]) / 2;
    const auto file = folder_ / "mix.flac";
    write_music(file, samples, audio::Codec::kFlac);
    return file.string();
  }

  std::string unrelated() const {
    const auto file = folder_ / "unrelated.mp3";
    write_music(file, music_cut("loyalists.ogg", 40, 20), audio::Codec::kMp3, 128'000);
    return file.string();
  }

  nlohmann::json trace_one(const std::string& file) const {
    const Outcome outcome = trace({"--json", file});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return nlohmann::json::parse(outcome.out);
  }
};

std::vector<std::string> titles(const nlohmann::json& answer) {
  std::vector<std::string> found;
  for (const auto& work : answer["tiers"]["recording"]["works"]) found.push_back(work["title"]);
  return found;
}

TEST_F(TraceVerb, APitchedExcerptIsFoundWithItsSecondsAndItsPitch) {
  import();
  const auto answer = trace_one(pitched_excerpt());
  ASSERT_THAT(answer["tiers"]["recording"]["works"], SizeIs(Ge(1U)));
  const auto& work = answer["tiers"]["recording"]["works"][0];
  EXPECT_EQ(work["title"], "menu");
  EXPECT_GT(work["share_ppm"], 900'000);
  const auto& match = answer["matches"][0];
  EXPECT_EQ(match["recording_id"], work["recording_id"]);
  EXPECT_NEAR(match["query_start_s"], 0, 1);
  EXPECT_NEAR(match["query_end_s"], 20, 1);
  EXPECT_NEAR(match["reference_start_s"], 15, 1);
  EXPECT_NEAR(match["reference_end_s"], 35, 1);
  EXPECT_NEAR(match["tempo_ratio"], 1, 0.005);
  EXPECT_NEAR(match["pitch_shift_semitones"], 2, 0.2);
  EXPECT_GT(match["probability"], 0.9);
  EXPECT_LT(match["probability"], 1);
  EXPECT_LE(work["low_ppm"], work["share_ppm"]);
  EXPECT_LE(work["share_ppm"], work["high_ppm"]);
  EXPECT_GT(work["high_ppm"], work["low_ppm"]);
  EXPECT_THAT(answer["engine"]["calibration"].get<std::string>(), SizeIs(32U));
}

TEST_F(TraceVerb, BothTracksOfAMixAreFound) {
  import();
  EXPECT_THAT(titles(trace_one(mix())), UnorderedElementsAre("love", "sad"));
}

TEST_F(TraceVerb, AnUnrelatedTrackIsLeftUnattributed) {
  import();
  const auto answer = trace_one(unrelated());
  EXPECT_EQ(answer["verdict"], "insufficient");
  EXPECT_THAT(titles(answer), IsEmpty());
  EXPECT_THAT(answer["matches"], IsEmpty());
  EXPECT_EQ(answer["tiers"]["recording"]["unattributed_ppm"], 1'000'000);
}

TEST_F(TraceVerb, WhatWasRemovedIsNotFoundAgain) {
  import();
  const std::string file = pitched_excerpt();
  const std::string id = trace_one(file)["tiers"]["recording"]["works"][0]["recording_id"];
  EXPECT_EQ(catalog_json({"remove", id})["removed"], 1);
  const auto answer = trace_one(file);
  EXPECT_EQ(answer["verdict"], "insufficient");
  EXPECT_EQ(answer["catalog"]["recordings"], 3);
}

TEST_F(TraceVerb, TheBytesDependOnTheCatalogAndNotOnThreadsOrTheOrderOfImports) {
  import("1");
  const std::vector<std::string> files{pitched_excerpt(), mix(), unrelated()};
  const auto with_threads = [&](const std::string& threads) {
    return trace({"--json", "--threads", threads, files[0], files[1], files[2]}).out;
  };
  const std::string bytes = with_threads("1");
  EXPECT_THAT(json_lines(bytes), SizeIs(3));
  EXPECT_EQ(with_threads("2"), bytes);
  for (const auto& order : {std::pair("one", "two"), std::pair("two", "one")}) {
    std::filesystem::remove_all(workspace());
    catalog({"import", (music() / order.first).string()});
    EXPECT_NE(with_threads("2"), bytes) << "half the catalog is another snapshot";
    catalog({"import", (music() / order.second).string()});
    EXPECT_EQ(with_threads("2"), bytes) << order.first << " imported first";
  }
}

class TraceBatch : public WorkspaceFixture {
 protected:
  TraceBatch() {
    write_tone_file(music() / "a.wav", 1, 10);
    catalog({"import", music().string()});
  }

  std::string copy(const std::filesystem::path& name) const {
    std::filesystem::copy_file(music() / "a.wav", folder_ / name);
    return (folder_ / name).string();
  }
};

TEST_F(TraceBatch, RefusedFilesAreNamedAndTheOthersAnswered) {
  const std::string good = copy("good.wav");
  const std::string empty = (folder_ / "empty.wav").string();
  std::ofstream(empty).flush();
  const std::string text = (folder_ / "text.mp3").string();
  std::ofstream(text) << "no audio at all";
  const std::string missing = (folder_ / "missing.wav").string();
  const std::vector<std::pair<std::string, std::string>> refused{
      {missing, "no such file"}, {music().string(), "is a directory"}, {empty, "is empty"}, {text, "text.mp3: "}};
  std::vector<std::string> files{good};
  for (const auto& [file, reason] : refused) files.push_back(file);
  files.push_back(good);

  std::vector<std::string> words = files;
  words.emplace_back("--json");
  const Outcome traced = trace(words);
  EXPECT_EQ(traced.exit_code, 3);
  const auto lines = json_lines(traced.out);
  ASSERT_THAT(lines, SizeIs(files.size()));
  EXPECT_EQ(lines.front()["schema"], "tributary.trace/1");
  EXPECT_EQ(lines.front(), lines.back()) << "the same file twice";
  for (std::size_t i = 0; i < refused.size(); ++i) {
    EXPECT_EQ(lines[i + 1]["schema"], "tributary.refusal/1");
    EXPECT_EQ(lines[i + 1]["path"], refused[i].first);
    EXPECT_THAT(lines[i + 1]["reason"].get<std::string>(), HasSubstr(refused[i].second));
    EXPECT_THAT(traced.err, HasSubstr(refused[i].first + ": "));
  }
  EXPECT_EQ(std::count(traced.err.begin(), traced.err.end(), '\n'), std::ssize(refused)) << traced.err;
  EXPECT_EQ(trace(files).exit_code, 3);
}

// Ten different files that hold the same recording look like answers that do not depend on what is asked.
TEST_F(TraceBatch, WarnsWhereEverythingIsAnsweredWithTheSameWork) {
  std::vector<std::string> words{"--json"};
  for (int i = 0; i < 10; ++i) {
    const std::string file = copy(std::to_string(i) + ".wav");
    std::ofstream(file, std::ios::app | std::ios::binary) << std::string(static_cast<std::size_t>(2 * i), '\0');
    words.push_back(file);
  }
  const Outcome traced = trace(words);
  EXPECT_EQ(traced.exit_code, 0) << traced.err;
  EXPECT_THAT(traced.err, HasSubstr("answers 10 of 10 different files with the same work"));
  const auto lines = json_lines(traced.out);
  ASSERT_THAT(lines, SizeIs(10));
  EXPECT_FALSE(lines.front()["engine"].contains("warning"));
  EXPECT_THAT(lines.back()["engine"]["warning"].get<std::string>(), HasSubstr("none of them can be relied on"));
}

TEST_F(TraceBatch, OddNamesAreNames) {
  const std::vector<std::string> names{"sp ace.wav", "new\nline.wav", "not-utf-8-\xff.wav", "-dash.wav", "--json"};
  std::vector<std::string> words{"-w", workspace().string(), "--quiet", "trace", "--json", "--"};
  for (const std::string& name : names) {
    copy(name);
    words.push_back(name);
  }
  const Outcome traced = run_program(words, folder_);
  EXPECT_EQ(traced.exit_code, 0) << traced.err;
  const auto lines = json_lines(traced.out);
  ASSERT_THAT(lines, SizeIs(names.size()));
  for (const auto& line : lines) EXPECT_EQ(line["verdict"], "attributed");
  EXPECT_EQ(lines[1]["query"]["path"], names[1]);
  EXPECT_EQ(lines[2]["query"]["path"], "not-utf-8-\xef\xbf\xbd.wav");
  EXPECT_EQ(trace({""}).exit_code, 3);
}

TEST_F(TraceBatch, AMissingWorkspaceFailsTheJob) {
  const Outcome traced = run_program({"-w", (folder_ / "nowhere").string(), "trace", (music() / "a.wav").string()});
  EXPECT_EQ(traced.exit_code, 1);
  EXPECT_EQ(traced.out, "");
  EXPECT_THAT(traced.err, HasSubstr("holds no workspace"));
}

TEST_F(TraceBatch, ProgressStaysOffTheStandardOutput) {
  const std::string file = copy("b.wav");
  const Outcome traced = run_program({"-w", workspace().string(), "trace", file, file});
  EXPECT_THAT(traced.err, HasSubstr("tracing 2/2 100%"));
  EXPECT_EQ(traced.out, trace({file, file}).out);
  EXPECT_EQ(run_program({"-w", workspace().string(), "trace", file}).err, "") << "one file is no batch";
}

}  // namespace
}  // namespace tributary::testing
