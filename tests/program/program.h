// Runs the program under test as a process of its own.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace tributary::testing {

struct Outcome {
  int exit_code = -1;  // -1 where a signal ended it
  std::string out;
  std::string err;
};

// Runs the program with these arguments until it ends, in `folder` where one is given.
Outcome run_program(const std::vector<std::string>& arguments, const std::filesystem::path& folder = {});

// Runs the program, and kills it with SIGKILL after `delay` unless it has ended before; true where it was
// killed. Its output is dropped.
bool run_and_kill(const std::vector<std::string>& arguments, std::chrono::microseconds delay);

}  // namespace tributary::testing
