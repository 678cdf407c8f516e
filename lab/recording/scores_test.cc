#include "lab/recording/scores.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "lab/recording/targets.h"

namespace tributary::lab {
namespace {

Query pair_query() { return {"q.wav", "pair_0dB", 5, {"/a.ogg", "/b.ogg"}, 0}; }

TEST(Scores, CountsAPairInFullOnlyWhenBothAreFound) {
  Scores scores;
  scores.add(pair_query(), {{"/b.ogg", "/x.ogg"}, 1.0});
  scores.add(pair_query(), {{"/x.ogg", "/b.ogg", "/a.ogg"}, 3.0});
  scores.add(pair_query(), {{}, 0.0});
  const Cell* cell = scores.cell("pair_0dB", 5);
  ASSERT_NE(cell, nullptr);
  EXPECT_DOUBLE_EQ(cell->top1(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(cell->recall(), 1.5 / 3);
  EXPECT_DOUBLE_EQ(cell->cpu_s, 4.0);
}

TEST(Scores, CountsAnyAnswerToANegativeAsFalsePositive) {
  Scores scores;
  const Query negative{"n.wav", "negative", 10, {}, 0};
  scores.add(negative, {{"/a.ogg"}, 0});
  scores.add(negative, {{}, 0});
  EXPECT_DOUBLE_EQ(scores.cell("negative", 10)->false_positives(), 0.5);
  EXPECT_DOUBLE_EQ(scores.cell("negative", 10)->top1(), 0);
}

Cell cell_of(std::size_t queries, double first_right, double answered) {
  return {queries, first_right, 0, answered, 0};
}

TEST(Targets, AreReachedAfterRoundingToTwoDecimals) {
  EXPECT_TRUE(reaches(cell_of(60, 58, 60), {Measure::kTop1, 0.97}));
  EXPECT_FALSE(reaches(cell_of(60, 57, 60), {Measure::kTop1, 0.97}));
}

TEST(Targets, OfOneMeanEveryQuery) {
  EXPECT_FALSE(reaches(cell_of(1000, 999, 1000), {Measure::kTop1, 1}));
  EXPECT_TRUE(reaches(cell_of(1000, 1000, 1000), {Measure::kTop1, 1}));
}

TEST(Targets, OfNoFalsePositivesMeanNone) {
  EXPECT_FALSE(reaches(cell_of(1000, 0, 1), {Measure::kFalsePositives, 0}));
  EXPECT_TRUE(reaches(cell_of(1000, 0, 0), {Measure::kFalsePositives, 0}));
}

TEST(Targets, NameTheLineOfABadMeasure) {
  const TestFolder folder;
  const auto path = folder / "targets_test.csv";
  std::ofstream(path) << "treatment,measure,5_s,10_s,15_s\nclean,top1,1,1,1\nmp3_64,best,1,1,1\n";
  const auto targets = Targets::read(path);
  ASSERT_FALSE(targets.ok());
  EXPECT_NE(targets.error().message.find("targets_test.csv:3: no such measure: best"), std::string::npos)
      << targets.error().message;
}

}  // namespace
}  // namespace tributary::lab
