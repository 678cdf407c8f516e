#include "lab/process/process.h"

#include <gtest/gtest.h>

namespace tributary::lab {
namespace {

TEST(RunProgram, KeepsOutputErrorsAndExitCodeApart) {
  const auto finished = run_program({"sh", "-c", "echo out; echo problem >&2; exit 3"});
  ASSERT_TRUE(finished.ok()) << finished.error().message;
  EXPECT_EQ(finished->output, "out\n");
  EXPECT_EQ(finished->errors, "problem\n");
  EXPECT_EQ(finished->exit_code, 3);
}

TEST(RunProgram, DoesNotStallOnMoreOutputThanAPipeHolds) {
  const auto finished = run_program({"sh", "-c", "head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2"});
  ASSERT_TRUE(finished.ok()) << finished.error().message;
  EXPECT_EQ(finished->output.size(), 3000000U);
  EXPECT_EQ(finished->errors.size(), 3000000U);
}

TEST(RunProgram, ReportsTheSignalThatEndedIt) {
  const auto finished = run_program({"sh", "-c", "kill -9 $$"});
  ASSERT_TRUE(finished.ok()) << finished.error().message;
  EXPECT_EQ(finished->exit_code, 128 + 9);
}

TEST(RunProgram, NamesAProgramThatIsNotThere) {
  const auto finished = run_program({"no-such-program-anywhere"});
  ASSERT_FALSE(finished.ok());
  EXPECT_EQ(finished.error().code, ErrorCode::kNotFound);
  EXPECT_NE(finished.error().message.find("no-such-program-anywhere"), std::string::npos);
}

TEST(RunTool, QuotesTheLastLineOfAFailure) {
  const auto failed = run_tool({"sh", "-c", "echo first >&2; echo the reason >&2; exit 1"});
  ASSERT_FALSE(failed.ok());
  EXPECT_NE(failed.error().message.find("ended with 1: the reason"), std::string::npos) << failed.error().message;
}

}  // namespace
}  // namespace tributary::lab
