#include "catalog/workspace_lock.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::catalog {
namespace {

TEST(WorkspaceLock, LetsOneHolderInAndNamesIt) {
  std::string pattern = (std::filesystem::temp_directory_path() / "tributary-lock-XXXXXX").string();
  const std::filesystem::path folder = ::mkdtemp(pattern.data());
  {
    const auto held = WorkspaceLock::acquire(folder / "lock");
    ASSERT_TRUE(held.ok()) << held.error().message;
    const auto second = WorkspaceLock::acquire(folder / "lock");
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::kConflict);
    EXPECT_THAT(second.error().message,
                ::testing::HasSubstr("process " + std::to_string(::getpid()) + " is changing this workspace"));
  }
  EXPECT_TRUE(WorkspaceLock::acquire(folder / "lock").ok());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tributary::catalog
