#include "base/parallel.h"

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace tributary::base {
namespace {

TEST(ParallelFor, RunsEveryIndexOnceAndIsDoneWhenItReturns) {
  for (const std::size_t threads : {0U, 1U, 2U, 5U, 64U}) {
    for (const std::size_t count : {0U, 1U, 3U, 1000U}) {
      std::vector<int> calls(count, 0);  // plain ints: ThreadSanitizer sees an index that two threads run
      parallel_for(count, threads, [&](std::size_t i) { ++calls[i]; });
      EXPECT_EQ(std::count(calls.begin(), calls.end(), 1), static_cast<std::ptrdiff_t>(count)) << threads;
    }
  }
}

TEST(ParallelFor, StaysInTheCallerWithOneThread) {
  std::set<std::thread::id> seen;
  parallel_for(100, 1, [&](std::size_t) { seen.insert(std::this_thread::get_id()); });
  EXPECT_EQ(seen, std::set<std::thread::id>{std::this_thread::get_id()});
}

TEST(AvailableCores, IsAtLeastOne) { EXPECT_GE(available_cores(), 1U); }

}  // namespace
}  // namespace tributary::base
