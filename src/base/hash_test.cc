#include "base/hash.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace tributary::base {
namespace {

class Sha256OfFileTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(path_); }

  // Of this process alone: tests run side by side.
  const std::filesystem::path path_ =
      std::filesystem::path(::testing::TempDir()) / ("sha256_of_file_test_" + std::to_string(::getpid()));
};

TEST_F(Sha256OfFileTest, AgreesWithTheStandardsExample) {
  std::ofstream(path_) << "abc";
  const auto digest = sha256_of_file(path_);
  ASSERT_TRUE(digest.ok()) << digest.error().message;
  EXPECT_EQ(*digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// Opening a pipe that nobody writes to would wait for ever.
TEST_F(Sha256OfFileTest, RefusesAPipe) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  const auto digest = sha256_of_file(path_);
  ASSERT_FALSE(digest.ok());
  EXPECT_EQ(digest.error().message, path_.string() + ": is not a regular file");
}

TEST_F(Sha256OfFileTest, RefusesADirectory) {
  std::filesystem::create_directory(path_);
  const auto digest = sha256_of_file(path_);
  ASSERT_FALSE(digest.ok());
  EXPECT_EQ(digest.error().message, path_.string() + ": is a directory");
}

}  // namespace
}  // namespace tributary::base
