#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include <sched.h>

namespace tributary::base {

std::size_t available_cores() {
  cpu_set_t cores;
  if (::sched_getaffinity(0, sizeof cores, &cores) == 0)
    return static_cast<std::size_t>(std::max(1, CPU_COUNT(&cores)));
  return std::max(1U, std::thread::hardware_concurrency());
}

void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& job) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) job(i);
  };
  std::vector<std::jthread> helpers;
  const std::size_t extra = std::min(std::max<std::size_t>(threads, 1), std::max<std::size_t>(count, 1)) - 1;
  helpers.reserve(extra);
  for (std::size_t i = 0; i < extra; ++i) helpers.emplace_back(work);
  work();
}

}  // namespace tributary::base
