// What a set says is true, and how answers are held against it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <span>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "lab/composition/measurement/answer.h"
#include "lab/composition/measurement/composition_set.h"
#include "lab/composition/measurement/localisation.h"
#include "lab/composition/measurement/proportion.h"
#include "lab/composition/measurement/shared_tune.h"
#include "lab/composition/measurement/sounding_tune.h"
#include "lab/composition/measurement/tally.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kUnseen = -std::numeric_limits<double>::infinity();

TEST(WilsonInterval, AgreesWithPublishedValues) {  // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20
  EXPECT_NEAR(wilson_interval(81, 263).low, 0.2553, 5e-5);
  EXPECT_NEAR(wilson_interval(81, 263).high, 0.3662, 5e-5);
  EXPECT_NEAR(wilson_interval(15, 148).low, 0.0624, 5e-5);
  EXPECT_NEAR(wilson_interval(15, 148).high, 0.1605, 5e-5);
  EXPECT_NEAR(wilson_interval(0, 20).low, 0, 1e-12);
  EXPECT_NEAR(wilson_interval(0, 20).high, 0.1611, 5e-5);
}

TEST(WilsonInterval, KnowsNothingWithoutTrials) {
  EXPECT_EQ(wilson_interval(0, 0).low, 0);
  EXPECT_EQ(wilson_interval(0, 0).high, 1);
}

TEST(Threshold, LetsThroughAsManyAsAllowed) {
  std::vector<double> scores;
  for (int i = 0; i < 200; ++i) scores.push_back((i * 77) % 200);
  EXPECT_EQ(threshold_for(scores, 0.01), 197);  // 198 and 199 exceed it
  EXPECT_EQ(threshold_for(scores, 0.004), 199);
  EXPECT_EQ(threshold_for({}, 0.01), kUnseen);
}

TEST(Localisation, IsTheMeanDistanceInTheRecording) {
  const std::vector<Stretch> truth = {{30, 45, 0, 15}};
  EXPECT_NEAR(*localisation_error_s({0, 15, 30, 45}, truth, {}), 0, 1e-9);
  EXPECT_NEAR(*localisation_error_s({0, 15, 32, 47}, truth, {}), 2, 1e-9);
  EXPECT_NEAR(*localisation_error_s({0, 15, 30, 49}, truth, {}), 2, 1e-6);  // 0 at the start, 4 at the end
}

TEST(Localisation, TakesTheNearestOccurrence) {
  const std::vector<Stretch> truth = {{30, 45, 0, 15}};
  const std::vector<double> repeats_s = {-20, 40};
  EXPECT_NEAR(*localisation_error_s({0, 15, 10.5, 25.5}, truth, repeats_s), 0.5, 1e-9);
  EXPECT_NEAR(*localisation_error_s({0, 15, 70, 85}, truth, repeats_s), 0, 1e-9);
  EXPECT_NEAR(*localisation_error_s({0, 15, 55, 70}, truth, repeats_s), 15, 1e-9);
}

TEST(Localisation, AsksOnlyForTheSecondsOfTheMatch) {
  const std::vector<Stretch> truth = {{30, 36, 0, 5}, {50, 60, 5, 15}};  // cut, and a new tempo
  EXPECT_NEAR(*localisation_error_s({6, 14, 51, 59}, truth, {}), 0, 1e-9);
  EXPECT_NEAR(*localisation_error_s({0, 5, 30, 36}, truth, {}), 0, 1e-9);
  EXPECT_FALSE(localisation_error_s({0, 2, 30, 32.4}, truth, {}));
  EXPECT_FALSE(localisation_error_s({0, 15, 30, 45}, {}, {}));
}

CompositionSet small_set() {
  CompositionSet set;
  set.catalog = {{"a", "A", ""}, {"b", "B", ""}, {"c", "C", ""}};
  set.queries = {{"1", "any_key", "folk", "A", "", "", 0, 15, {{30, 45, 0, 15}}, {}},
                 {"2", "any_key", "lied", "B", "", "", 0, 15, {{30, 45, 0, 15}}, {}},
                 {"3", "other_version", "folk", "B", "", "", 0, 15, {}, {}}};
  for (int i = 0; i < 4; ++i) set.queries.push_back({"n", "negative", "folk", "", "", "", 0, 15, {}, {}});
  return set;
}

TEST(Judge, RanksTheRightWork) {
  const CompositionSet set = small_set();
  const std::vector<Match> matches = {{3, MatchedPassage{0, 15, 31, 46}}, {5, {}}, {kUnseen, {}}};
  const Answer first = judge(matches, set.queries[0], set);
  EXPECT_EQ(first.rank, 2U);
  EXPECT_EQ(first.recording, 1U);
  EXPECT_EQ(first.score, 5);
  EXPECT_FALSE(first.localisation_error_s);
  EXPECT_FALSE(first.passage);
  EXPECT_TRUE(judge(matches, set.queries[1], set).is_right());
  const std::vector<Match> better = {{9, MatchedPassage{0, 15, 31, 46}}, {5, {}}, {kUnseen, {}}};
  const Answer second = judge(better, set.queries[0], set);
  EXPECT_NEAR(*second.localisation_error_s, 1, 1e-9);
  ASSERT_TRUE(second.passage);
  EXPECT_EQ(second.passage->recording_start_s, 31);
}

TEST(Judge, CountsTiesAndTheUnseenAgainstTheMethod) {
  const CompositionSet set = small_set();
  const std::vector<Match> tied = {{3, {}}, {3, {}}, {1, {}}};
  EXPECT_EQ(judge(tied, set.queries[0], set).rank, 2U);
  const std::vector<Match> unseen = {{kUnseen, {}}, {3, {}}, {1, {}}};
  EXPECT_EQ(judge(unseen, set.queries[0], set).rank, 0U);
}

TEST(Judge, PassesOverWhatANegativeSharesATuneWith) {
  const CompositionSet set = small_set();
  const std::vector<Match> matches = {{3, {}}, {9, {}}, {7, {}}};
  const SetQuery& negative = set.queries.back();
  EXPECT_EQ(judge(matches, negative, set).score, 9);
  const Answer answer = judge(matches, negative, set, [](std::size_t recording) { return recording == 1; });
  EXPECT_EQ(answer.score, 7);
  EXPECT_EQ(answer.recording, 2U);
  EXPECT_EQ(answer.shared_score, 9);
  EXPECT_EQ(judge(matches, negative, set, [](std::size_t) { return true; }).score, kUnseen);
}

TEST(SharedTune, IsFoundInAnyKeyAndWithANoteMoreOrLess) {
  Random random(1);
  Piece piece;
  for (float at_s = 0; at_s < 60; at_s += 0.25F) {
    const auto pitch = static_cast<std::uint8_t>(60 + random.below(12));
    piece.notes.push_back({at_s, 0.25F, pitch, 90, 0, 0, false});
    piece.notes.push_back({at_s, 0.25F, 40, 90, 1, 0, false});
  }
  piece.melody_parts = {0};
  const std::vector<std::uint8_t> tune = tune_pitches(piece, 0, 60);
  EXPECT_EQ(tune.size(), 240U);
  std::vector<std::uint8_t> passage = tune_pitches(piece, 20, 35);
  EXPECT_EQ(passage.size(), 60U);
  for (std::uint8_t& pitch : passage) pitch = static_cast<std::uint8_t>(pitch + 5);
  EXPECT_EQ(shared_tune(passage, tune), 60);
  passage.erase(passage.begin() + 30);
  passage[10] = static_cast<std::uint8_t>(passage[10] + 1);
  EXPECT_EQ(shared_tune(passage, tune), 60 - 1 - 2 - 2);
  for (std::uint8_t& pitch : passage) pitch = static_cast<std::uint8_t>(60 + random.below(12));
  EXPECT_LT(shared_tune(passage, tune), kSharedTune);
}

// A tune of quarters, below a voice of its own that moves in eighths.
Piece hymn_below_a_descant(std::span<const std::uint8_t> tune, float quarter_s, int key) {
  Random random(2);
  Piece piece;
  for (std::size_t i = 0; i < tune.size(); ++i) {
    const float at_s = quarter_s * static_cast<float>(i);
    const auto pitch = static_cast<std::uint8_t>(tune[i] + key);
    const bool ornamented = i % 4 == 1;  // by a passing note in its second half
    piece.notes.push_back({at_s, ornamented ? quarter_s / 2 : quarter_s, pitch, 90, 1, 0, false});
    if (ornamented)
      piece.notes.push_back(
          {at_s + quarter_s / 2, quarter_s / 2, static_cast<std::uint8_t>(pitch + 1), 90, 1, 0, false});
    for (const float half : {0.0F, 0.5F})
      piece.notes.push_back(
          {at_s + half * quarter_s, quarter_s / 2, static_cast<std::uint8_t>(84 + random.below(12)), 90, 0, 0, false});
  }
  std::sort(piece.notes.begin(), piece.notes.end(), note_before);
  piece.melody_parts = {0};
  return piece;
}

TEST(SoundingTune, IsFoundInAnInnerVoiceInAnotherTempoAndThroughOrnaments) {
  Random random(1);
  Piece hymn;
  std::vector<std::uint8_t> tune;
  for (float at_s = 0; at_s < 40; at_s += 0.8F) {
    tune.push_back(static_cast<std::uint8_t>(60 + random.below(12)));
    hymn.notes.push_back({at_s, 0.8F, tune.back(), 90, 0, 0, false});
  }
  hymn.melody_parts = {0};
  const Piece setting = hymn_below_a_descant(tune, 0.6F, 3);
  const std::vector<std::uint8_t> passage = tune_pitches(hymn, 10, 27);
  EXPECT_LT(shared_tune(passage, tune_pitches(setting, 0, 60)), kSharedTune);
  EXPECT_GE(shared_moments(hymn, 10, 27, setting), kSharedMoments);

  for (std::uint8_t& pitch : tune) pitch = static_cast<std::uint8_t>(60 + random.below(12));
  EXPECT_LT(shared_moments(hymn, 10, 27, hymn_below_a_descant(tune, 0.6F, 3)), kSharedMoments);
  EXPECT_EQ(shared_moments(hymn, 10, 27, Piece{}), 0);
}

TEST(SoundingTune, IsNotAHeldNote) {
  Piece drone;
  drone.notes.push_back({0, 60, 60, 90, 0, 0, false});
  drone.melody_parts = {0};
  EXPECT_LE(shared_moments(drone, 0, 17, drone), 4);
}

TEST(Tally, ChoosesTheThresholdOnOneHalfAndCountsOnTheOther) {
  const CompositionSet set = small_set();
  const std::vector<Answer> answers = {{0, 9, 1, 0, 0.4, {}}, {0, 6, 1, 0, 1.4, {}}, {0, 9, 2, 0, {}, {}},
                                       {0, 7, 0, 0, {}, {}},  {0, 8, 0, 9, {}, {}},  {0, 2, 0, 5, {}, {}},
                                       {0, 1, 0, 0, {}, {}}};
  const Tally result = tally(answers, set);
  EXPECT_EQ(result.threshold, 7);  // of 7 and 2
  EXPECT_EQ(result.chosen_on, 2U);
  EXPECT_EQ(result.negatives, 2U);
  EXPECT_EQ(result.false_positives, 1U);  // of 8 and 1
  EXPECT_EQ(result.shared_tunes, 1U);
  EXPECT_EQ(tally(answers, set, 5).negatives, 4U);
  EXPECT_EQ(tally(answers, set, 5).false_positives, 2U);
  ASSERT_EQ(result.conditions.size(), 2U);
  const TallyRow& any_key = result.conditions[0];
  EXPECT_EQ(any_key.name, "any_key");
  EXPECT_EQ(any_key.queries, 2U);
  EXPECT_EQ(any_key.right, 2U);
  EXPECT_EQ(any_key.accepted, 1U);
  EXPECT_EQ(result.conditions[1].right, 0U);
  EXPECT_EQ(result.conditions[1].near, 1U);
  EXPECT_EQ(any_key.with_truth, 2U);
  EXPECT_EQ(any_key.localised, 1U);
  EXPECT_EQ(result.conditions[1].with_truth, 0U);
  EXPECT_NEAR(result.conditions[1].precision, 0.5, 1e-12);
  ASSERT_EQ(result.traditions.size(), 2U);
  EXPECT_EQ(result.traditions[0].queries, 2U);
}

class SetFiles : public ::testing::Test {
 protected:
  void write(const std::string& query) const {
    std::ofstream(folder_ / "catalog.csv") << "path,title,work_id,version_id\ncatalog/0.wav,t,A,a.abc\n";
    std::ofstream(folder_ / "queries.csv")
        << "path,condition,work_id,version_id,tradition,under,start,length,tempo_ratio,time_map,repeats\n"
        << query << "\n";
  }
  const TestFolder folder_;
};

TEST_F(SetFiles, AreRead) {
  write("queries/0.wav,any_key,A,a.abc,folk,,10,15,1.2,0.000-5.000:3.5-9|5-15:20-30,-12.5|30");
  const auto set = read_composition_set(folder_.path());
  ASSERT_TRUE(set.ok()) << set.error().message;
  EXPECT_EQ(set->catalog[0].audio, folder_ / "catalog/0.wav");
  EXPECT_THAT(set->queries[0].truth, ElementsAre(Stretch{3.5, 9, 0, 5}, Stretch{20, 30, 5, 15}));
  EXPECT_DOUBLE_EQ(set->queries[0].piece_start_s, 12);
  EXPECT_DOUBLE_EQ(set->queries[0].piece_end_s, 30);
  EXPECT_THAT(set->queries[0].repeats_s, ElementsAre(-12.5, 30));
}

TEST_F(SetFiles, MayComeFromTheLabOfRecordings) {
  std::ofstream(folder_ / "catalog.csv") << "path,title,artist\n/music/a.ogg,a,x\nb.ogg,b,x\n";
  const auto read = [&](const std::string& queries) {
    std::ofstream(folder_ / "queries.csv") << "path,treatment,length,truth,offset\n" << queries;
    return read_composition_set(folder_.path());
  };
  const auto set =
      read("q/0.wav,pitch_+1,15,/music/a.ogg,3\nq/1.wav,pair_0dB,15,/music/a.ogg|b.ogg,3\nq/2.wav,negative,5,,3\n");
  ASSERT_TRUE(set.ok()) << set.error().message;
  EXPECT_EQ(set->catalog[0].audio, "/music/a.ogg");
  EXPECT_EQ(set->catalog[1].audio, folder_ / "b.ogg");
  EXPECT_EQ(set->catalog[1].owner(), "x");
  ASSERT_EQ(set->queries.size(), 2U);
  EXPECT_EQ(set->queries[0].condition, "pitch_+1, 15 s");
  EXPECT_EQ(set->queries[0].work_id, set->catalog[0].work_id);
  EXPECT_TRUE(set->queries[1].is_negative());
  const auto wrong = read("q/0.wav,clean,15,c.ogg,3\n");
  ASSERT_FALSE(wrong.ok());
  EXPECT_THAT(wrong.error().message, HasSubstr("queries.csv:2: the catalog has no recording \"c.ogg\""));
}

TEST_F(SetFiles, NameTheLineOfWhatIsWrong) {
  for (const auto& [query, reason] : std::vector<std::pair<std::string, std::string>>{
           {"queries/0.wav,any_key,B,b.abc,folk,,10,15,1.2,,", "queries.csv:2: the catalog has no work \"B\""},
           {"queries/0.wav,any_key,A,a.abc,folk,,10,15,1.2,0-5:3,",
            "queries.csv:2: time_map is no list of stretches: \"0-5:3\""},
           {"queries/0.wav,any_key,A,a.abc,folk,,10,15,1.2,5-5:3-4,",
            "queries.csv:2: time_map is no list of stretches: \"5-5:3-4\""},
           {"queries/0.wav,any_key,A,a.abc,folk,,10,15 s,1.2,,", "queries.csv:2: length is no number: \"15 s\""},
           {"queries/0.wav,any_key,A,a.abc,folk,,10,15,1.2,,x",
            "queries.csv:2: repeats is no list of seconds: \"x\""}}) {
    write(query);
    const auto set = read_composition_set(folder_.path());
    ASSERT_FALSE(set.ok()) << query;
    EXPECT_THAT(set.error().message, HasSubstr(reason));
  }
}

}  // namespace
}  // namespace tributary::lab
