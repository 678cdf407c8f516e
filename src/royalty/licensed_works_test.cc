#include "royalty/licensed_works.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::royalty {
namespace {

TEST(LicensedWorks, AreOneALine) {
  const auto file = std::filesystem::temp_directory_path() / ("works-" + std::to_string(::getpid()));
  const auto read = [&](const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
    return read_licensed_works(file);
  };
  EXPECT_THAT(read("# all\nr1,w1\r\n\nr2,\n,w3").value(),
              ::testing::ElementsAre(LicensedWork{"r1", "w1"}, LicensedWork{"r2", ""}, LicensedWork{"", "w3"}));
  for (const std::string line : {"r1", "a,b,c", ","})
    EXPECT_THAT(read("r1,w1\n" + line + "\n").error().message, ::testing::HasSubstr(":2: is no recording_id,work_id"));
  std::filesystem::remove(file);
  EXPECT_EQ(read_licensed_works(file).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace tributary::royalty
