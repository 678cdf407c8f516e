// What a piece of work costs this process: processor time, memory, time on the clock.
#pragma once

#include <cstdint>

namespace tributary::lab {

// Processor time of all threads so far, in seconds; children do not count.
double process_cpu_s();

// Processor time of the calling thread so far, in seconds.
double thread_cpu_s();

// The most memory this process has held since start, or since the last forget_peak_memory().
std::int64_t peak_memory_bytes();
void forget_peak_memory();

}  // namespace tributary::lab
