#include "lab/composition/measurement/strangers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trace/synthetic_composition.h"

namespace tributary::lab {
namespace {

// Thirty recordings; the last plays the music of the first in another key.
class StrangersTest : public ::testing::Test {
 protected:
  StrangersTest() {
    for (std::uint64_t seed = 0; seed < 30; ++seed)
      recordings_.push_back(trace::synthetic_features(trace::random_composition(60, seed)));
    const trace::Performance performance{.duration_s = 60, .transposition = 3, .noise = 0.5};
    recordings_.push_back(
        trace::synthetic_features(trace::performed(trace::random_composition(60, 0), performance, 1)));
    for (std::size_t i = 0; i < recordings_.size(); ++i) {
      catalog_.push_back(&recordings_[i]);
      owners_.push_back("artist " + std::to_string(i));
    }
  }

  static trace::StandingCohort cohort() {
    std::vector<index::CompositionFeatures> members;
    for (std::uint64_t seed = 900; seed < 1000; ++seed)
      members.push_back(trace::synthetic_features(trace::random_composition(60, seed)));
    return trace::StandingCohort(members);
  }

  const trace::StandingCohort cohort_ = cohort();
  std::vector<index::CompositionFeatures> recordings_;
  StoredFeatures catalog_;
  std::vector<std::string> owners_;
};

TEST_F(StrangersTest, AreHighWhereOthersPlayTheSameMusic) {
  const auto scores = score_strangers(catalog_, owners_, 2, 15, 1, cohort_);
  ASSERT_EQ(scores.size(), 62U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_TRUE(scores[i].recording == 0 || scores[i].recording == 30);
    EXPECT_EQ(scores[i].nearest, 30 - scores[i].recording);
    EXPECT_GT(scores[i].score, 8);
  }
  EXPECT_LT(scores[4].score, 6);
  EXPECT_EQ(score_strangers(catalog_, owners_, 2, 15, 3, cohort_), scores);
}

TEST_F(StrangersTest, AreNotSoughtInMusicOfTheSameOwner) {
  owners_[30] = owners_[0];
  for (const StrangerScore& one : score_strangers(catalog_, owners_, 2, 15, 1, cohort_)) EXPECT_LT(one.score, 6);
}

TEST(PassageOf, HoldsItsFramesAndTheSegmentsInThem) {
  const auto whole = trace::synthetic_features(trace::random_composition(60, 1));
  const auto passage = passage_of(whole, 50, 100);
  EXPECT_EQ(passage.frame_count(), 100U);
  EXPECT_EQ(passage.segment_count(), 2U);
  EXPECT_EQ(passage.segments[0], whole.segments[2 * index::kCompositionSegmentValues]);
  EXPECT_EQ(passage.frames[0], whole.frames[50 * index::kCompositionFrameValues]);
  EXPECT_EQ(passage_of(whole, 280, 100).frame_count(), 20U);
}

TEST(StrangersTable, NamesTheHighest) {
  CompositionSet set;
  set.catalog = {{"a.ogg", "a", "a"}, {"b.ogg", "b", "b"}};
  const std::vector<StrangerScore> scores = {{0, 2.5, 1, 4.75}, {1, 5, 0, 3}};
  EXPECT_THAT(strangers_table(scores, set), ::testing::HasSubstr("  4.7500  a at 2.5 s in b\n"));
  EXPECT_THAT(strangers_table(scores, set), ::testing::HasSubstr("2 passages among recordings of others: 0.1% exceed"));
}

}  // namespace
}  // namespace tributary::lab
