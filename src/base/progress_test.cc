#include "base/progress.h"

#include <sstream>

#include <gtest/gtest.h>

namespace tributary::base {
namespace {

TEST(ProgressMeter, WritesALineEveryFiveSecondsAndOneAtTheEnd) {
  std::ostringstream out;
  double now_s = 100;
  {
    ProgressMeter meter(out, ProgressMeter::Style::kLines, [&] { return now_s; });
    meter.begin("listening", 4, 1000);
    now_s += 4;
    meter.hear(400);
    meter.finish_item(100);
    EXPECT_EQ(out.str(), "");
    now_s += 1;
    meter.finish_item(100);
    EXPECT_EQ(out.str(), "listening 2/4  20%, 80 s of audio per s, 0:20 left\n");
    meter.finish_item(400);
    now_s += 2;
    meter.finish_item(400);
    EXPECT_EQ(out.str(), "listening 2/4  20%, 80 s of audio per s, 0:20 left\n");
  }
  EXPECT_EQ(out.str(),
            "listening 2/4  20%, 80 s of audio per s, 0:20 left\n"
            "listening 4/4 100%, 57 s of audio per s, took 0:07\n");
}

TEST(ProgressMeter, RedrawsOneLineOnATerminal) {
  std::ostringstream out;
  double now_s = 0;
  {
    ProgressMeter meter(out, ProgressMeter::Style::kBar, [&] { return now_s; });
    meter.begin("indexing", 2, 0);
    now_s += 3600;
    meter.finish_item(0);
  }
  EXPECT_EQ(out.str(),
            "\r[############............] indexing 1/2  50%, 1:00:00 left\x1b[K"
            "\r[############............] indexing 1/2  50%, 1:00:00 left\x1b[K\n");
}

TEST(ProgressMeter, MakesRoomOnATerminalOnly) {
  std::ostringstream bar;
  std::ostringstream lines;
  ProgressMeter(bar, ProgressMeter::Style::kBar, [] { return 0.0; }).clear();
  ProgressMeter(lines, ProgressMeter::Style::kLines, [] { return 0.0; }).clear();
  EXPECT_EQ(bar.str(), "\r\x1b[K");
  EXPECT_EQ(lines.str(), "");
}

TEST(ProgressMeter, SaysNothingOfAStageWithoutItems) {
  std::ostringstream out;
  {
    ProgressMeter meter(out, ProgressMeter::Style::kLines, [] { return 0.0; });
    meter.begin("listening", 0, 0);
  }
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace tributary::base
