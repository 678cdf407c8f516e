// Runs another program to its end and keeps what it printed.
#pragma once

#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

struct Finished {
  int exit_code = 0;  // 128 + n where signal n ended it
  std::string output;
  std::string errors;
};

// command[0] is looked up in PATH; standard input is empty. kNotFound where there is no such program,
// kIo where it cannot be started. Thread safe.
Result<Finished> run_program(const std::vector<std::string>& command);

// The same, for a program whose failure is an error: kInternal with the last line it printed to stderr.
Result<void> run_tool(const std::vector<std::string>& command);

}  // namespace tributary::lab
