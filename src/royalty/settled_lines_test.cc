// No line in two settlements, wherever it stands among those that one has.
#include "royalty/settled_lines.h"

#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "royalty/test_books.h"
#include "royalty/usage_store.h"

namespace tributary::royalty {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SettledLines : public ::testing::Test, protected Books {
 protected:
  SettledLines() {
    std::ofstream report(folder_ / "report.csv");
    report << "track_id,territory,period_start,period_end,uses\n";
    for (int day = 1; day <= 9; ++day) report << "t" << day << ",DE,2026-01-0" << day << ",2026-01-0" << day << ",1\n";
    report.close();
    EXPECT_TRUE(store_.import(folder_ / "report.csv", folder_ / "refused").ok());
  }

  // The tracks a settlement of these days of January takes.
  std::string tracks(const std::string& settlement, int first, int last, bool again = false) {
    std::string tracks;
    const auto day = [](int number) { return parse_day("2026-01-0" + std::to_string(number)).value(); };
    taken_ = store_
                 .each_line_of(settlement, day(first), day(last), again,
                               [&](const UsageLine& line) -> Result<void> {
                                 tracks += line.track_id;
                                 return {};
                               })
                 .value();
    return tracks;
  }
  Result<void> mark(const std::string& settlement, bool again = false) {
    return store_.mark_settled(settlement, taken_.ranges, again);
  }

  UsageStore store_ =
      UsageStore::open(folder_ / "usage.db", db::Connection::Mode::kCreate, [] { return std::int64_t{0}; }).value();
  TakenLines taken_;
};

TEST_F(SettledLines, AreLeftToTheirSettlement) {
  EXPECT_EQ(tracks("a", 2, 3), "t2t3");
  EXPECT_THAT(taken_.ranges, ::testing::SizeIs(1));
  ASSERT_TRUE(mark("a").ok());
  EXPECT_EQ(tracks("a", 2, 3), "t2t3");
  EXPECT_TRUE(mark("a").ok());
  EXPECT_EQ(tracks("b", 1, 9), "t1t4t5t6t7t8t9");
  EXPECT_EQ(taken_.left_out, 2);
  EXPECT_THAT(taken_.settled_by, ElementsAre("a"));
  const TakenLines rest = taken_;
  // Somebody else is faster.
  EXPECT_EQ(tracks("c", 7, 7), "t7");
  ASSERT_TRUE(mark("c").ok());
  taken_ = rest;
  EXPECT_THAT(mark("b").error().message, HasSubstr("the settlement c has taken some of its usage lines meanwhile"));
  EXPECT_EQ(tracks("b", 1, 9), "t1t4t5t6t8t9");
  ASSERT_TRUE(mark("b").ok());
  EXPECT_EQ(tracks("d", 1, 9), "");
  EXPECT_THAT(taken_.settled_by, ElementsAre("a", "b", "c"));
  EXPECT_EQ(tracks("d", 1, 9, true), "t1t2t3t4t5t6t7t8t9");
  EXPECT_TRUE(mark("d", true).ok());
  EXPECT_EQ(tracks("e", 1, 9), "");
}

TEST_F(SettledLines, AreFreeAgainWhereNothingCameOfTheSettlement) {
  EXPECT_EQ(tracks("a", 1, 5), "t1t2t3t4t5");
  ASSERT_TRUE(mark("a").ok());
  ASSERT_TRUE(store_.forget_settled("a").ok());
  EXPECT_EQ(tracks("b", 4, 9), "t4t5t6t7t8t9");
  EXPECT_TRUE(mark("b").ok());
}

// A crash left the note, and the settlement is made from more or from less.
TEST_F(SettledLines, TakeThePlaceOfWhatAnAttemptLeft) {
  EXPECT_EQ(tracks("a", 1, 5), "t1t2t3t4t5");
  ASSERT_TRUE(mark("a").ok());
  EXPECT_EQ(tracks("a", 4, 6), "t4t5t6");
  ASSERT_TRUE(mark("a").ok());
  EXPECT_EQ(tracks("b", 1, 9), "t1t2t3t7t8t9");
}

TEST_F(SettledLines, StayWithTheirSettlementWhenAnotherTakesThemAgain) {
  EXPECT_EQ(tracks("a", 2, 4), "t2t3t4");
  ASSERT_TRUE(mark("a").ok());
  EXPECT_EQ(tracks("b", 3, 5, true), "t3t4t5");
  ASSERT_TRUE(mark("b", true).ok());
  EXPECT_EQ(tracks("a", 2, 4), "t2t3t4");
  EXPECT_EQ(tracks("b", 3, 5), "t3t4t5");
  EXPECT_EQ(taken_.left_out, 0);
  EXPECT_EQ(tracks("c", 1, 6), "t1t6");
}

}  // namespace
}  // namespace tributary::royalty
