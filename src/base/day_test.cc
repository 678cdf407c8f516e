#include <gtest/gtest.h>

#include "tributary/rights.h"

namespace tributary {
namespace {

TEST(Day, CountsFromTheEpoch) {
  EXPECT_EQ(parse_day("1970-01-01").value(), Day{0});
  EXPECT_EQ(parse_day("1969-12-31").value(), Day{-1});
  EXPECT_EQ(parse_day("2000-03-01").value(), Day{11'017});
}

TEST(Day, IsWrittenAsItIsRead) {
  for (std::int32_t days = parse_day("1000-01-01")->days; days <= parse_day("9999-12-31")->days; days += 37)
    ASSERT_EQ(parse_day(to_string(Day{days})).value(), Day{days});
  EXPECT_EQ(to_string(parse_day("2024-02-29").value()), "2024-02-29");
}

TEST(Day, RefusesWhatIsNoDateOfTheCalendar) {
  for (const char* bad : {"", "2026", "2026-13-01", "2026-00-10", "2026-02-29", "2026-04-31", "0999-12-31",
                          "26-11-2026", "2026/11/26", "2026-11-26 ", "2026-1-026", "+026-11-26", "2026-11-2x"})
    EXPECT_FALSE(parse_day(bad).ok()) << bad;
  EXPECT_EQ(parse_day("2026-02-30").error().message,
            "\"2026-02-30\" is no day: it takes year, month and day such as 2026-11-26");
}

TEST(Right, HasAName) {
  EXPECT_EQ(name_of(Right::kMaster), "master");
  EXPECT_EQ(name_of(Right::kPublishing), "publishing");
}

}  // namespace
}  // namespace tributary
