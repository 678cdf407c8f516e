#include "report/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include <gtest/gtest.h>

namespace tributary::report {
namespace {

// A pseudo-terminal of 132 columns, and an environment of our own.
class TerminalOf : public testing::Test {
 protected:
  void SetUp() override {
    controller_ = ::posix_openpt(O_RDWR | O_NOCTTY);
    ASSERT_GE(controller_, 0);
    ASSERT_EQ(::grantpt(controller_), 0);
    ASSERT_EQ(::unlockpt(controller_), 0);
    terminal_ = ::open(::ptsname(controller_), O_RDWR | O_NOCTTY);
    ASSERT_GE(terminal_, 0);
    winsize size{};
    size.ws_col = 132;
    ASSERT_EQ(::ioctl(terminal_, TIOCSWINSZ, &size), 0);
    ASSERT_EQ(::pipe(pipe_), 0);
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("NO_COLOR");
    ::unsetenv("COLUMNS");
  }
  void TearDown() override {
    for (const int descriptor : {controller_, terminal_, pipe_[0], pipe_[1]}) ::close(descriptor);
  }

  int controller_ = -1;
  int terminal_ = -1;
  int pipe_[2] = {-1, -1};
};

TEST_F(TerminalOf, AsksTheTerminal) {
  EXPECT_EQ(terminal_of(terminal_).columns, 132);
  EXPECT_TRUE(terminal_of(terminal_).colour);
}

TEST_F(TerminalOf, HonoursNoColorAndDumbTerminals) {
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(terminal_of(terminal_).colour);
  ::setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(terminal_of(terminal_).colour) << "no-color.org: set and not empty";
  ::setenv("TERM", "dumb", 1);
  EXPECT_FALSE(terminal_of(terminal_).colour);
}

TEST_F(TerminalOf, PaintsNothingIntoAPipe) {
  EXPECT_FALSE(terminal_of(pipe_[1]).colour);
  EXPECT_EQ(painted("text", Colour::kRed, terminal_of(pipe_[1])), "text");
  EXPECT_EQ(painted("text", Colour::kRed, terminal_of(terminal_)), "\x1b[31mtext\x1b[0m");
}

TEST_F(TerminalOf, TakesAWidthFromTheEnvironmentIfItIsOne) {
  EXPECT_EQ(terminal_of(pipe_[1]).columns, 80);
  ::setenv("COLUMNS", "100", 1);
  EXPECT_EQ(terminal_of(pipe_[1]).columns, 100);
  for (const char* nonsense : {"", "-3", "0", "100x", "99999999999"}) {
    ::setenv("COLUMNS", nonsense, 1);
    EXPECT_EQ(terminal_of(pipe_[1]).columns, 80) << nonsense;
  }
}

}  // namespace
}  // namespace tributary::report
