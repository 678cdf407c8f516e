// Runs numbered jobs on threads that each own something costly to make, such as an open SoundFont.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "base/parallel.h"
#include "tributary/result.h"

namespace tributary::lab {

// Calls job(state, i) once for each i in [0, count). `make` makes a Result<State> on each thread, and a job gives a
// Result<void>. Returns the first error of the thread that comes first; its other jobs are left undone then.
template <typename State>
Result<void> run_with_state(std::size_t count, std::size_t threads, const std::function<Result<State>()>& make,
                            const std::function<Result<void>(State&, std::size_t)>& job) {
  std::vector<std::optional<Error>> failures(threads);
  std::atomic<std::size_t> next{0};
  base::parallel_for(threads, threads, [&](std::size_t thread) {
    Result<State> state = make();
    if (!state) {
      failures[thread] = state.error();
      return;
    }
    for (std::size_t i = next++; i < count; i = next++) {
      if (auto done = job(*state, i); !done) {
        failures[thread] = done.error();
        return;
      }
    }
  });
  for (const auto& failure : failures)
    if (failure) return *failure;
  return {};
}

}  // namespace tributary::lab
