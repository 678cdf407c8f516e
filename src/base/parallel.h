// Runs one job per index on a fixed number of threads that live no longer than the call.
#pragma once

#include <cstddef>
#include <functional>

namespace tributary::base {

// The number of cores this process may use, at least 1.
std::size_t available_cores();

// Calls job(i) once for each i in [0, count), in increasing order of start, on at most `threads`
// threads including the caller's; returns when all are done. With threads <= 1 everything runs in
// the caller. `job` must not throw and must be safe to call concurrently for different indices.
void parallel_for(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& job);

}  // namespace tributary::base
