#include "lab/render/split_plan.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tributary::lab {
namespace {

PackEntry folk(int work, int version) {
  const std::string name = fmt::format("tune_{}_{}", work, version);
  return {"folk/" + name + ".abc", fmt::format("folk:{}", work), "folk", "", name, true};
}

PackEntry lied(int number, const std::string& composer) {
  return {fmt::format("lieder/{}.mid", number), fmt::format("lied:{}", number), "lied", composer, "score", true};
}

std::vector<PackEntry> many_entries() {
  std::vector<PackEntry> entries;
  for (int work = 0; work < 2000; ++work) entries.push_back(folk(work, 0));
  for (int number = 0; number < 50; ++number) entries.push_back(lied(number, number < 40 ? "Schubert" : "Wolf"));
  return entries;
}

std::map<std::string, Split> plan(const std::vector<PackEntry>& entries,
                                  const std::vector<std::pair<std::string, std::string>>& pairs, std::uint64_t seed) {
  auto splits = plan_splits(entries, pairs, seed);
  EXPECT_TRUE(splits.ok()) << splits.error().message;
  return splits.ok() ? *splits : std::map<std::string, Split>();
}

TEST(SplitPlan, DividesAsItSays) {
  std::map<Split, int> counts;
  for (const auto& [work, split] : plan(many_entries(), {}, 1)) ++counts[split];
  EXPECT_NEAR(counts[Split::kTrain], 1400, 100);
  EXPECT_NEAR(counts[Split::kValidation], 200, 60);
  EXPECT_NEAR(counts[Split::kTest], 400, 80);
}

TEST(SplitPlan, KeepsPairedWorksTogether) {
  std::vector<std::pair<std::string, std::string>> chain;
  for (int work = 0; work < 100; ++work)
    chain.emplace_back(fmt::format("tune_{}_0", work), fmt::format("tune_{}_0", work + 1));
  const auto splits = plan(many_entries(), chain, 1);
  for (int work = 1; work <= 100; ++work) EXPECT_EQ(splits.at(fmt::format("folk:{}", work)), splits.at("folk:0"));
}

TEST(SplitPlan, KeepsTheSongsOfAComposerTogether) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    const auto splits = plan(many_entries(), {}, seed);
    for (int number = 1; number < 40; ++number)
      EXPECT_EQ(splits.at(fmt::format("lied:{}", number)), splits.at("lied:0"));
    EXPECT_EQ(splits.at("lied:41"), splits.at("lied:40"));
  }
}

TEST(SplitPlan, DoesNotDependOnTheOrder) {
  std::vector<PackEntry> entries = many_entries();
  std::vector<std::pair<std::string, std::string>> pairs = {{"tune_5_0", "tune_900_0"}, {"tune_900_0", "tune_7_0"}};
  const auto splits = plan(entries, pairs, 1);
  std::reverse(entries.begin(), entries.end());
  pairs = {{"tune_7_0", "tune_900_0"}, {"tune_900_0", "tune_5_0"}};
  EXPECT_EQ(plan(entries, pairs, 1), splits);
  EXPECT_NE(plan(entries, pairs, 2), splits);
}

TEST(SplitPlan, NamesAVersionThatThereIsNot) {
  const std::vector<std::pair<std::string, std::string>> pairs = {{"tune_5_0", "tune_5_9"}};
  const auto splits = plan_splits(many_entries(), pairs, 1);
  ASSERT_FALSE(splits.ok());
  EXPECT_EQ(splits.error().message, "a pair names \"tune_5_9\", which the manifest lacks");
}

}  // namespace
}  // namespace tributary::lab
