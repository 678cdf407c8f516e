#include "audit/holdings.h"

#include <unistd.h>

#include <filesystem>
#include <numeric>

#include <gtest/gtest.h>

#include "audit/copies.h"
#include "audit/draws.h"
#include "base/file.h"
#include "base/hash.h"

namespace tributary::audit {
namespace {

constexpr std::size_t kColumns = 128;

struct Passage {
  std::string recording;
  std::string work;
  std::string owner;
  std::uint64_t music = 0;  // equal numbers sound equal
  double start_s = 0;
};

class HoldingsTest : public testing::Test {
 protected:
  ~HoldingsTest() override { std::filesystem::remove_all(folder_); }

  // Rows as a store of many models has them: passages that differ are nearly orthogonal.
  GradientStore store_of(const std::vector<Passage>& passages, float noise = 0) {
    std::filesystem::remove_all(folder_);
    const GradientPlan plan{{}, "linear-5", 4, 8, kColumns, kColumns, true, std::vector<float>(kColumns, 1)};
    EXPECT_TRUE(create_store(folder_, plan).ok());
    GradientRows rows{base::checksum128(encode_plan(plan)),
                      0,
                      kColumns,
                      std::vector<float>(passages.size()),
                      std::vector<std::int8_t>(passages.size() * kColumns),
                      {}};
    for (std::size_t i = 0; i < passages.size(); ++i) {
      const Passage& p = passages[i];
      std::vector<float> row = noise_of(1000 + p.music, kColumns);
      const std::vector<float> changes = noise_of(50000 + i, kColumns);
      for (std::size_t k = 0; k < kColumns; ++k) row[k] += noise * changes[k];
      quantise(row, rows.scales[i], std::span(rows.values).subspan(i * kColumns, kColumns));
      rows.segments.push_back({p.recording, p.work, p.owner, p.owner, "folk", p.start_s});
    }
    EXPECT_TRUE(base::replace_file(folder_ / "rows-000000.sealed", encode_rows(rows)).ok());
    return GradientStore::open(folder_).value();
  }

  static WorkScore work(const std::vector<WorkScore>& works, const Holdings& holdings, const std::string& name) {
    for (const WorkScore& each : works)
      if (holdings.works[each.work] == name) return each;
    return {};
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("tributary_holdings_" + std::to_string(::getpid()));
};

TEST_F(HoldingsTest, CopiesAreFoundUnderOtherNamesAndRepeatsAreNone) {
  const GradientStore store = store_of({{"a.wav", "a", "A", 1, 0},
                                        {"a.wav", "a", "A", 2, 3},
                                        {"a.wav", "a", "A", 1, 6},  // the passage again, later in the track
                                        {"b.wav", "b", "B", 3, 0},
                                        {"copy.wav", "c", "C", 2, 3},  // a copy
                                        {"b.wav", "b", "B", 3, 0}});   // listed twice
  EXPECT_EQ(copy_groups(store, 1), (std::vector<std::size_t>{0, 1, 2, 3, 1, 3}));
  EXPECT_EQ(copy_groups(store, 3), copy_groups(store, 1));
  EXPECT_EQ(holdings_of(store, 1).copies, 2U);
}

TEST_F(HoldingsTest, CopiesThatDifferALittleAreFoundInLargeStores) {
  std::vector<Passage> passages;
  for (std::size_t i = 0; i < 2600; ++i) passages.push_back({"r" + std::to_string(i), "w", "A", i, 0});
  for (std::size_t i = 0; i < 2600; ++i) passages.push_back({"s" + std::to_string(i), "v", "B", i, 0});
  const std::vector<std::size_t> groups = copy_groups(store_of(passages, 0.2F), 2);
  std::size_t found = 0;
  for (std::size_t i = 0; i < 2600; ++i) {
    EXPECT_EQ(groups[i], i);
    found += groups[2600 + i] == i ? 1U : 0U;
  }
  EXPECT_GE(found, 2574U);  // 99%
}

TEST_F(HoldingsTest, ACopyUnderTheSameWorkCountsOnce) {
  const std::vector<Passage> track = {{"a.wav", "a", "A", 1, 0}, {"a.wav", "a", "A", 2, 3}};
  std::vector<Passage> twice = track;
  for (Passage p : track) twice.push_back({"again.wav", "a", "A", p.music, p.start_s});
  std::vector<Passage> other = track;  // another recording of the work, weaker
  other.push_back({"live.wav", "a", "A", 7, 0});
  for (const std::vector<Passage>& passages : {track, twice, other}) {
    const Holdings holdings = holdings_of(store_of(passages), 1);
    const WorkScore a = work_scores(holdings, std::vector<float>(passages.size(), 1)).front();
    EXPECT_NEAR(a.score, 2, 1e-6);
    EXPECT_NEAR(a.items, 2, 1e-6);
    EXPECT_NEAR(a.owners.at(0), 2, 1e-6);
  }
}

TEST_F(HoldingsTest, CopiesOfOthersShareAndMoreUploadsBringNothing) {
  std::vector<Passage> passages = {{"a.wav", "a", "A", 1, 0}, {"a.wav", "a", "A", 2, 3}, {"b.wav", "b", "B", 9, 0}};
  for (int upload = 0; upload < 3; ++upload) {
    const std::string name = "upload" + std::to_string(upload);
    passages.push_back({name, name, "C", 1, 0});
    passages.push_back({name, name, "C", 2, 3});
  }
  const Holdings holdings = holdings_of(store_of(passages), 1);
  const std::vector<WorkScore> works = work_scores(holdings, std::vector<float>(passages.size(), 1));
  EXPECT_NEAR(work(works, holdings, "a").score, 1, 1e-6);  // half of two
  EXPECT_NEAR(work(works, holdings, "b").score, 1, 1e-6);
  double uploads = 0;
  for (int upload = 0; upload < 3; ++upload) uploads += work(works, holdings, "upload" + std::to_string(upload)).score;
  EXPECT_NEAR(uploads, 1, 1e-6);
  EXPECT_NEAR(std::accumulate(holdings.weight_of.begin(), holdings.weight_of.end(), 0.0), 3, 1e-12);
}

TEST_F(HoldingsTest, APassageThatATrackRepeatsCountsAsOftenAsItIsPlayed) {
  const std::vector<Passage> passages = {
      {"a.wav", "a", "A", 1, 0}, {"a.wav", "a", "A", 1, 3}, {"copy.wav", "c", "C", 1, 0}, {"copy.wav", "c", "C", 1, 3}};
  const Holdings holdings = holdings_of(store_of(passages), 1);
  const std::vector<WorkScore> works = work_scores(holdings, std::vector<float>(4, 1));
  EXPECT_NEAR(work(works, holdings, "a").score + work(works, holdings, "c").score, 2, 1e-6);
}

TEST_F(HoldingsTest, OwnersOfOneRecordingAddUpToIt) {
  const GradientStore store =
      store_of({{"a.wav", "a", "A", 1, 0}, {"a.wav", "a", "B", 2, 3}, {"a.wav", "a", "B", 3, 6}});
  const Holdings holdings = holdings_of(store, 1);
  const std::vector<WorkScore> works = work_scores(holdings, std::vector<float>{3, 1, 1});
  ASSERT_EQ(works.size(), 1U);
  EXPECT_NEAR(works[0].score, 5, 1e-6);
  EXPECT_NEAR(works[0].owners.at(0), 3, 1e-6);
  EXPECT_NEAR(works[0].owners.at(1), 2, 1e-6);
}

}  // namespace
}  // namespace tributary::audit
