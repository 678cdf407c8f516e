// Copies in the catalog that are not equal to the last bit, found by catalog check.
#include <algorithm>
#include <map>
#include <random>

#include "audio/time_stretch.h"
#include "tests/program/music.h"
#include "tests/program/workspace_fixture.h"

namespace tributary::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class CatalogOfCopies : public WorkspaceFixture {
 protected:
  void SetUp() override {
    if (!has_music()) GTEST_SKIP() << "no music: install wesnoth-1.16-music";
    make_music();
    catalog({"import", music().string()});
    for (const auto& recording : list()) titles_[recording["recording_id"]] = recording["title"];
  }

  virtual void make_music() = 0;

  // "a+b" for each pair, in the order of the alphabet.
  std::vector<std::string> pairs(const nlohmann::json& report) const {
    std::vector<std::string> names;
    for (const auto& duplicate : report["duplicates"]) {
      EXPECT_LT(duplicate["recording_id"], duplicate["duplicate_id"]);
      const auto& [first, second] =
          std::minmax(titles_.at(duplicate["recording_id"]), titles_.at(duplicate["duplicate_id"]));
      names.push_back(first + "+" + second);
    }
    return names;
  }

  std::filesystem::path fingerprint_of(const std::string& title) const {
    for (const auto& recording : list()) {
      const std::string sha256 = recording["content_sha256"];
      if (recording["title"] == title) return workspace() / "fingerprints" / sha256.substr(0, 2) / (sha256 + ".fp");
    }
    return {};
  }

  std::map<std::string, std::string> titles_;
};

class Copies : public CatalogOfCopies {
  void make_music() override {
    const auto track = music_cut("main_menu.ogg", 5, 30);
    write_music(music() / "track.flac", track, audio::Codec::kFlac);
    write_music(music() / "renamed.mp3", track, audio::Codec::kMp3, 96'000);
    const auto pitched = audio::stretch(track, 1, kMusicRateHz, 1, 1);
    ASSERT_TRUE(pitched) << pitched.error().message;
    write_music(music() / "pitched.ogg", *pitched, audio::Codec::kVorbis);
    const std::vector<float> excerpt(track.begin() + 10 * kMusicRateHz, track.begin() + 18 * kMusicRateHz);
    write_music(music() / "excerpt.flac", excerpt, audio::Codec::kFlac);
    write_music(music() / "unrelated.flac", music_cut("sad.ogg", 5, 30), audio::Codec::kFlac);
  }
};

// A good copy explains all that two bad ones have in common.
class BadCopies : public CatalogOfCopies {
  void make_music() override {
    const auto track = music_cut("main_menu.ogg", 5, 20);
    write_music(music() / "track.flac", track, audio::Codec::kFlac);
    for (const std::uint32_t seed : {1U, 2U}) {
      std::mt19937 random(seed);
      auto noisy = track;
      for (float& sample : noisy) sample = sample / 2 + kNoise * (static_cast<float>(random() % 2001) / 1000 - 1);
      write_music(music() / ("noisy " + std::to_string(seed) + ".flac"), noisy, audio::Codec::kFlac);
    }
  }

  static constexpr float kNoise = 0.15F;
};

TEST_F(BadCopies, AreNotHiddenByAGoodOne) {
  EXPECT_THAT(pairs(catalog_json({"check"})),
              UnorderedElementsAre("noisy 1+track", "noisy 2+track", "noisy 1+noisy 2"));
}

TEST_F(Copies, EveryPairIsNamedOnceWithItsSeconds) {
  const auto report = catalog_json({"check", "--threads", "2"});
  EXPECT_THAT(pairs(report), UnorderedElementsAre("renamed+track", "pitched+track", "pitched+renamed", "excerpt+track",
                                                  "excerpt+renamed", "excerpt+pitched"));
  for (const auto& duplicate : report["duplicates"]) {
    const bool excerpt =
        titles_[duplicate["recording_id"]] == "excerpt" || titles_[duplicate["duplicate_id"]] == "excerpt";
    EXPECT_NEAR(duplicate["matched_s"], excerpt ? 8 : 30, 1.5);
    EXPECT_GT(duplicate["matched_fraction"], 0.85);
    EXPECT_LE(duplicate["matched_fraction"], 1);
  }
  EXPECT_EQ(catalog_json({"check", "--threads", "1"}), report);
  EXPECT_THAT(catalog_json({"check", "--no-duplicates"})["duplicates"], IsEmpty());
}

TEST_F(Copies, ADamagedRecordingIsReportedAndTheOthersAreCompared) {
  std::filesystem::resize_file(fingerprint_of("pitched"), 80);
  const auto report = catalog_json({"check"}, 1);
  EXPECT_THAT(reasons(report["problems"]), HasSubstr(fingerprint_of("pitched").string()));
  EXPECT_THAT(pairs(report), UnorderedElementsAre("renamed+track", "excerpt+track", "excerpt+renamed"));
}

TEST_F(Copies, ADamagedIndexIsReportedAndSaysWhatWasNotCompared) {
  std::filesystem::resize_file(stored_file(".seg"), 1000);
  const auto report = catalog_json({"check"}, 1);
  EXPECT_THAT(reasons(report["problems"]), HasSubstr(stored_file(".seg").string()));
  EXPECT_THAT(reasons(report["notices"]), HasSubstr("only equal fingerprints were compared"));
}

}  // namespace
}  // namespace tributary::testing
